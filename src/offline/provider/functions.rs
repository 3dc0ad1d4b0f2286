//! The functions of the embedded providers, which are pure and so can be worked out here.

use super::calendar::Date;
use super::value::{Object, Value};

/// Why a function has no result: a sentence, and which argument is to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub String, pub usize);

/// What the function returns; `None` when it is none of those known here.
#[must_use]
pub fn call(name: &str, arguments: &[Value]) -> Option<Result<Value, Refused>> {
    let text = |at: usize| arguments.get(at).and_then(Value::as_str).unwrap_or_default();
    Some(match name {
        "arn_parse" => arn_parse(text(0)),
        "arn_build" => {
            let parts: Vec<_> = (0..5).map(text).collect();
            Ok(format!("arn:{}", parts.join(":")).into())
        }
        "trim_iam_role_path" => trim_iam_role_path(text(0)),
        "user_agent" => {
            let mut agent = text(0).to_owned();
            if !text(1).is_empty() {
                agent = format!("{agent}/{}", text(1));
            }
            if !text(2).is_empty() {
                agent = format!("{agent} ({})", text(2));
            }
            Ok(agent.into())
        }
        "direxists" => Ok(Value::Bool(std::path::Path::new(text(0)).is_dir())),
        "rfc3339_parse" => Date::parse(text(0))
            .map(date)
            .ok_or_else(|| Refused(format!("`{}` is no RFC 3339 timestamp.", text(0)), 0)),
        "unix_timestamp_parse" => {
            let seconds = arguments.first().and_then(Value::as_i64).unwrap_or(0);
            Ok(date(Date::from_unix(seconds)))
        }
        "duration_parse" => duration(text(0))
            .ok_or_else(|| Refused(format!("`{}` is no duration, such as `1h30m`.", text(0)), 0)),
        _ => return None,
    })
}

fn arn_parse(arn: &str) -> Result<Value, Refused> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", partition, service, region, account, resource] = parts.as_slice() else {
        return Err(Refused(
            format!("`{arn}` is no ARN: one has six parts and begins with `arn:`."),
            0,
        ));
    };
    Ok(object(&[
        ("account_id", account),
        ("partition", partition),
        ("region", region),
        ("resource", resource),
        ("service", service),
    ]))
}

fn trim_iam_role_path(arn: &str) -> Result<Value, Refused> {
    match (arn.split_once(":role/"), arn.rsplit('/').next()) {
        (Some((before, _)), Some(name)) if arn.starts_with("arn:") => {
            Ok(format!("{before}:role/{name}").into())
        }
        _ => Err(Refused(format!("`{arn}` is no ARN of an IAM role."), 0)),
    }
}

fn object(attributes: &[(&str, &str)]) -> Value {
    let attribute = |(name, value): &(&str, &str)| ((*name).to_owned(), Value::from(*value));
    Value::Object(attributes.iter().map(attribute).collect())
}

fn date(date: Date) -> Value {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const DAYS: [&str; 7] =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    let name = |names: &[&str], at: i64| {
        Value::from(names[usize::try_from(at).expect("months and weekdays are small")])
    };
    let (iso_year, iso_week) = date.iso_week();
    let numbers = [
        ("year", date.year()),
        ("year_day", date.year_day()),
        ("day", date.day()),
        ("month", date.month()),
        ("weekday", date.weekday()),
        ("hour", date.hour()),
        ("minute", date.minute()),
        ("second", date.second()),
        ("unix", date.unix()),
        ("iso_year", iso_year),
        ("iso_week", iso_week),
    ];
    let mut object: Object = numbers.map(|(name, n)| (name.to_owned(), Value::from(n))).into();
    object.insert("month_name".to_owned(), name(&MONTHS, date.month() - 1));
    object.insert("weekday_name".to_owned(), name(&DAYS, date.weekday()));
    Value::Object(object)
}

/// Reads a duration as Go writes it, and says it in each unit.
fn duration(text: &str) -> Option<Value> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest.is_empty() {
        return None;
    }
    let mut nanoseconds = 0.0;
    while !rest.is_empty() && rest != "0" {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let amount: f64 = rest[..end].parse().ok()?;
        let unit_end = rest[end..].find(|c: char| c.is_ascii_digit() || c == '.');
        let unit_end = unit_end.map_or(rest.len(), |at| end + at);
        nanoseconds += amount
            * match &rest[end..unit_end] {
                "h" => 3600e9,
                "m" => 60e9,
                "s" => 1e9,
                "ms" => 1e6,
                "us" | "µs" | "μs" => 1e3,
                "ns" => 1.0,
                _ => return None,
            };
        rest = &rest[unit_end..];
    }
    let nanoseconds = sign * nanoseconds;
    let units = [
        ("hours", 3600e9),
        ("minutes", 60e9),
        ("seconds", 1e9),
        ("milliseconds", 1e6),
        ("microseconds", 1e3),
        ("nanoseconds", 1.0),
    ];
    let unit = |(name, each): (&str, f64)| (name.to_owned(), Value::number(nanoseconds / each));
    Some(Value::Object(units.map(unit).into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(name: &str, arguments: &[&str]) -> Result<Value, Refused> {
        let arguments: Vec<_> = arguments.iter().map(|a| Value::from(*a)).collect();
        call(name, &arguments).expect("the function is known")
    }

    #[test]
    fn arns_are_taken_apart_and_put_together() {
        let parsed =
            called("arn_parse", &["arn:aws:sqs:eu-west-1:123456789012:a:b"]).expect("it is an ARN");
        assert_eq!(parsed.get("resource"), Some(&Value::from("a:b")));
        assert!(called("arn_parse", &["sqs:orders"]).is_err());
        assert_eq!(
            called("trim_iam_role_path", &["arn:aws:iam::1:role/a/b/deploy"]),
            Ok(Value::from("arn:aws:iam::1:role/deploy"))
        );
        assert_eq!(called("user_agent", &["pave", "1.0", ""]), Ok(Value::from("pave/1.0")));
    }

    #[test]
    fn durations_are_told_in_each_unit() {
        let parsed = called("duration_parse", &["1h30m"]).expect("it is a duration");
        assert_eq!(parsed.get("hours"), Some(&Value::number(1.5)));
        assert_eq!(parsed.get("minutes"), Some(&Value::number(90.0)));
        assert!(called("duration_parse", &["1x"]).is_err());
        assert!(called("duration_parse", &[""]).is_err());
    }
}
