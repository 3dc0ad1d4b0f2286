//! Values in a sentence: numbers, lengths of time, amounts of storage.

use super::english::English;
use super::reading::Reading;
use crate::catalog::Placeholder;

/// A value, and the word after it.
pub(super) type Measured = (hcl_rs::Value, usize);

/// A unit: what it is called, and how much it is.
type Unit = (&'static [&'static str], f64);

// A month and a year as they are on average, so that seven years have their two leap days.
const DAYS: &[Unit] = &[
    (&["d", "day"], 1.0),
    (&["w", "wk", "week"], 7.0),
    (&["fortnight"], 14.0),
    (&["month", "mo"], 30.4375),
    (&["quarter"], 91.3125),
    (&["y", "yr", "year"], 365.25),
];

const SECONDS: &[Unit] = &[
    (&["s", "sec", "second"], 1.0),
    (&["m", "min", "minute"], 60.0),
    (&["h", "hr", "hour"], 3600.0),
];

const GIGABYTES: &[Unit] =
    &[(&["g", "gb", "gib", "gig", "gigabyte"], 1.0), (&["t", "tb", "tib", "terabyte"], 1000.0)];

/// Most that a value may be; more is not meant.
const MOST: f64 = 1e9;

/// The value of a placeholder at a word.
pub(super) fn measure(
    placeholder: Placeholder,
    reading: &Reading<'_>,
    at: usize,
) -> Option<Measured> {
    match placeholder {
        Placeholder::Word => {
            let text = reading.word(at);
            let plain = !text.is_empty() && !English::get().small.contains(text);
            plain.then(|| (hcl_rs::Value::from(text), at + 1))
        }
        Placeholder::Number => {
            let (number, end) = number(reading, at)?;
            Some((value(number), end))
        }
        Placeholder::Days => amount(DAYS, reading, at),
        Placeholder::Seconds => amount(SECONDS, reading, at),
        Placeholder::Gigabytes => amount(GIGABYTES, reading, at),
    }
}

/// A number and a unit: `two weeks`, `a year`, `30-day`, `90d`.
fn amount(units: &[Unit], reading: &Reading<'_>, at: usize) -> Option<Measured> {
    let word = reading.word(at);
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if (1..word.len()).contains(&digits) {
        let number: f64 = word[..digits].parse().ok()?;
        return Some((value(number * unit(units, &word[digits..])?), at + 1));
    }
    let (number, end) = match word {
        "a" | "an" => (1.0, at + 1),
        _ => number(reading, at)?,
    };
    if reading.clause_before(end) {
        return None;
    }
    let size = unit(units, reading.word(end))?;
    Some((value(number * size), end + 1))
}

fn unit(units: &[Unit], word: &str) -> Option<f64> {
    let singular = word.strip_suffix('s').filter(|s| !s.is_empty()).unwrap_or(word);
    let called = |names: &[&str]| names.contains(&word) || names.contains(&singular);
    units.iter().find(|(names, _)| called(names)).map(|(_, size)| *size)
}

fn number(reading: &Reading<'_>, at: usize) -> Option<(f64, usize)> {
    let word = reading.word(at);
    let known = English::get().numbers.get(word).map(|number| f64::from(*number));
    let number = known.or_else(|| {
        let digits = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| word.parse().ok()).flatten()
    })?;
    let of = word == "couple" && reading.word(at + 1) == "of";
    (number < MOST).then_some((number, at + 1 + usize::from(of)))
}

/// A whole number; what is half of one more is left out.
fn value(number: f64) -> hcl_rs::Value {
    let whole = (number - 0.5).ceil().min(MOST);
    #[allow(
        clippy::cast_possible_truncation,
        reason = "it is whole and at most a thousand million"
    )]
    hcl_rs::Value::from(whole as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_and_amounts_are_read_in_words_and_digits() {
        let days = |text: &str| measure(Placeholder::Days, &Reading::new(text), 0);
        for (text, expected) in [
            ("30 days", 30),
            ("two weeks", 14),
            ("a week", 7),
            ("6 months", 183),
            ("one year", 365),
            ("seven years", 2557),
            ("30-day", 30),
            ("90d", 90),
        ] {
            assert_eq!(days(text).map(|d| d.0), Some(hcl_rs::Value::from(expected)), "{text}");
        }
        for none in ["days", "30", "thirty, days", "some days", "3 zones", "d", ""] {
            assert_eq!(days(none), None, "{none}");
        }
        let storage = |text: &str| measure(Placeholder::Gigabytes, &Reading::new(text), 0);
        assert_eq!(storage("500 GB").map(|g| g.0), Some(hcl_rs::Value::from(500)));
        assert_eq!(storage("2TB").map(|g| g.0), Some(hcl_rs::Value::from(2000)));
        let time = |text: &str| measure(Placeholder::Seconds, &Reading::new(text), 0);
        assert_eq!(time("five minutes").map(|g| g.0), Some(hcl_rs::Value::from(300)));
    }
}
