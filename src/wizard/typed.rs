//! Answers as people type them: from text to a value, and back to the text that gives it.
//!
//! Whether a value is a good answer is the wizard's to say; here it is only read.

use hcl_rs::{Number, Value};

use super::{Choice, Kind};
use crate::hcl::parse_expr;
use crate::terraform::literal::literal;
use crate::terraform::render;

/// Reads an answer of a kind.
///
/// # Errors
/// Why the text cannot be one, in words for whoever typed it.
pub fn read(kind: &Kind, text: &str) -> Result<Value, String> {
    let text = text.trim();
    match kind {
        Kind::Text | Kind::SecretReference => Ok(Value::from(text)),
        Kind::Confirm => confirm(text),
        Kind::Number { whole, least, greatest } => number(text, *whole, *least, *greatest),
        Kind::One(choices) => pick(choices, text).map(|choice| choice.value.clone()),
        Kind::OneOrOther(choices) => {
            let named = choices.iter().find(|choice| is_called(choice, text));
            Ok(named.map_or_else(|| Value::from(text), |choice| choice.value.clone()))
        }
        Kind::Many(choices) => many(choices, text),
        Kind::Written { ty } => written(ty, text),
        Kind::Form(_) => written("object", text),
    }
}

/// The text that gives a value, in one line.
#[must_use]
pub fn text(kind: &Kind, value: &Value) -> String {
    let label = |choices: &[Choice], value: &Value| {
        let choice = choices.iter().find(|choice| choice.value == *value);
        choice.map_or_else(|| bare(value), |choice| choice.label.clone())
    };
    match (kind, value) {
        (Kind::Confirm, Value::Bool(yes)) => (if *yes { "yes" } else { "no" }).to_owned(),
        (Kind::One(choices) | Kind::OneOrOther(choices), value) => label(choices, value),
        (Kind::Many(choices), Value::Array(values)) => {
            let labels: Vec<String> = values.iter().map(|value| label(choices, value)).collect();
            labels.join(", ")
        }
        (Kind::Written { .. } | Kind::Form(_), value) => render::value(value),
        (_, value) => bare(value),
    }
}

/// The one choice that a text names: by its name, its value, or the beginning of its name.
///
/// # Errors
/// When it names none, or several.
pub(super) fn pick<'c>(choices: &'c [Choice], text: &str) -> Result<&'c Choice, String> {
    if let Some(choice) = choices.iter().find(|choice| is_called(choice, text)) {
        return Ok(choice);
    }
    let start = text.to_lowercase();
    let begins = |choice: &&Choice| choice.label.to_lowercase().starts_with(&start);
    let found: Vec<&Choice> = choices.iter().filter(begins).collect();
    let labels = |list: &[&Choice]| list.iter().map(|c| &*c.label).collect::<Vec<_>>().join(", ");
    match &found[..] {
        _ if text.is_empty() => Err("choose one by its number or name".to_owned()),
        [choice] => Ok(choice),
        [] => {
            let all: Vec<&Choice> = choices.iter().collect();
            Err(format!("{text} is not among: {}", labels(&all)))
        }
        several => Err(format!("{text} may be any of: {}", labels(several))),
    }
}

/// Whether a text is what a choice is called, in full.
pub(super) fn is_called(choice: &Choice, text: &str) -> bool {
    choice.label == text
        || choice.label.to_lowercase() == text.to_lowercase()
        || bare(&choice.value) == text
}

/// A value without quotation marks around it.
fn bare(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => render::value(value),
    }
}

fn confirm(text: &str) -> Result<Value, String> {
    match &*text.to_lowercase() {
        "y" | "yes" | "true" => Ok(Value::Bool(true)),
        "n" | "no" | "false" => Ok(Value::Bool(false)),
        _ => Err("answer yes or no".to_owned()),
    }
}

fn number(
    text: &str,
    whole: bool,
    least: Option<f64>,
    greatest: Option<f64>,
) -> Result<Value, String> {
    let integer = text.parse::<i64>().ok().map(Number::from);
    let read = integer.or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64));
    let what = if whole { "a whole number" } else { "a number" };
    let expected = match (least, greatest) {
        (Some(least), Some(greatest)) => format!("{what} from {least} to {greatest}"),
        (Some(least), None) => format!("{what}, at least {least}"),
        (None, Some(greatest)) => format!("{what}, at most {greatest}"),
        (None, None) => what.to_owned(),
    };
    let fits = |number: &Number| {
        let value = number.as_f64().unwrap_or(f64::NAN);
        (!whole || value.fract() == 0.0)
            && least.is_none_or(|least| value >= least)
            && greatest.is_none_or(|greatest| value <= greatest)
    };
    read.filter(fits).map(Value::Number).ok_or_else(|| format!("type {expected}"))
}

fn many(choices: &[Choice], text: &str) -> Result<Value, String> {
    if text.is_empty() || text.eq_ignore_ascii_case("none") {
        return Ok(Value::Array(Vec::new()));
    }
    let mut names: Vec<&str> = vec![text];
    if pick(choices, text).is_err() {
        let comma = text.contains(',');
        let apart = |c: char| if comma { c == ',' } else { c.is_whitespace() };
        names = text.split(apart).map(str::trim).filter(|name| !name.is_empty()).collect();
    }
    let mut values = Vec::new();
    for name in names {
        let value = &pick(choices, name)?.value;
        if !values.contains(value) {
            values.push(value.clone());
        }
    }
    Ok(Value::Array(values))
}

/// A value as HCL writes it, else as YAML does: both `{ a = 1 }` and `[a, b]` are understood.
fn written(ty: &str, text: &str) -> Result<Value, String> {
    if let Some(value) = parse_expr(text).ok().as_ref().and_then(literal) {
        return Ok(value);
    }
    serde_saphyr::from_str(text).map_err(|_| format!("this is not a value of type {ty}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hcl_rs::value as hcl;

    fn choices() -> Kind {
        Kind::One(vec![
            Choice::new("rds", "rds-postgres", ""),
            Choice::new("aurora", "aurora-postgres", ""),
            Choice::new("audit", "audit log", ""),
        ])
    }

    fn many(text: &str) -> Result<Value, String> {
        let Kind::One(choices) = choices() else { panic!() };
        read(&Kind::Many(choices), text)
    }

    #[test]
    fn a_choice_goes_by_its_name_its_value_or_the_beginning_of_its_name() {
        for text in ["rds-postgres", "RDS-Postgres", "rds", "r", " rds-p "] {
            assert_eq!(read(&choices(), text), Ok("rds".into()), "{text}");
        }
        let error = read(&choices(), "au").unwrap_err();
        assert_eq!(error, "au may be any of: aurora-postgres, audit log");
        let error = read(&choices(), "mysql").unwrap_err();
        assert_eq!(error, "mysql is not among: rds-postgres, aurora-postgres, audit log");
    }

    #[test]
    fn several_are_apart_by_commas_or_spaces_and_each_counts_once() {
        assert_eq!(many("rds aurora rds"), Ok(hcl!(["rds", "aurora"])));
        assert_eq!(many("audit log, rds"), Ok(hcl!(["audit", "rds"])));
        assert_eq!(many("audit log"), Ok(hcl!(["audit"])));
        assert_eq!(many("none"), Ok(hcl!([])));
    }

    #[test]
    fn numbers_keep_to_their_bounds() {
        let kind = Kind::Number { whole: true, least: Some(1.0), greatest: Some(35.0) };
        assert_eq!(read(&kind, "35"), Ok(35.into()));
        for text in ["0", "36", "1.5", "seven", "", "NaN", "1e99"] {
            assert_eq!(read(&kind, text).unwrap_err(), "type a whole number from 1 to 35");
        }
    }

    #[test]
    fn a_value_may_be_written_as_hcl_or_as_yaml() {
        let kind = Kind::Written { ty: "map(number)".to_owned() };
        for text in ["{ a = 1 }", "{a: 1}", "a: 1", "{ \"a\": 1 }"] {
            assert_eq!(read(&kind, text), Ok(hcl!({ a = 1 })), "{text}");
        }
        assert_eq!(read(&kind, "[a, b]"), Ok(hcl!(["a", "b"])));
        assert_eq!(read(&kind, "[a").unwrap_err(), "this is not a value of type map(number)");
    }

    #[test]
    fn the_text_of_a_value_gives_the_value_again() {
        let whole = Kind::Number { whole: true, least: None, greatest: None };
        let written = Kind::Written { ty: "list(string)".to_owned() };
        let Kind::One(list) = choices() else { panic!() };
        for (kind, value) in [
            (Kind::Text, Value::from("a b")),
            (Kind::Confirm, Value::from(false)),
            (whole, Value::from(8080)),
            (choices(), Value::from("aurora")),
            (Kind::Many(list), hcl!(["audit", "rds"])),
            (written, hcl!(["a\n", "${b}"])),
        ] {
            assert_eq!(read(&kind, &text(&kind, &value)), Ok(value.clone()), "{value}");
        }
    }
}
