//! Values put into a pattern: `format` and `formatlist`.

use unicode_segmentation::UnicodeSegmentation as _;

use super::encoding::json;
use super::{Args, Budget, Called, Fault, Function, MANY, everything, fault, unknown};
use crate::terraform::eval::operators::{to_bool, to_number, to_text};
use crate::terraform::eval::value::{Kind, Value};
use crate::terraform::types::Type;

pub(super) const FUNCTIONS: &[Function] = &[
    everything("format", 1, MANY, Type::String, format),
    everything("formatlist", 1, MANY, Type::Any, formatlist),
];

/// The widest that a value is padded to, and the most digits behind a point.
const MAX_WIDTH: usize = 1000;

fn format(mut args: Args, budget: &mut Budget) -> Called {
    let pattern = args.text(0)?;
    let values: Vec<Value> = (1..args.len()).map(|at| args.take(at)).collect();
    Ok(match formatted(&pattern, &values, budget)? {
        Some(text) => Value::string(text),
        None => Value::unknown(Type::String),
    })
}

fn formatlist(mut args: Args, budget: &mut Budget) -> Called {
    let pattern = args.text(0)?;
    let mut columns: Vec<Result<Vec<Value>, Value>> = Vec::new();
    for at in 1..args.len() {
        let value = args.take(at);
        columns.push(match value.kind {
            Kind::Tuple(items) | Kind::List(_, items) => Ok(items),
            Kind::Set(ty, items) if ty.is_primitive() || items.len() < 2 => Ok(items),
            Kind::Set(..) => return unknown(Type::list(Type::String)),
            _ => Err(value),
        });
    }
    let mut lengths = columns.iter().filter_map(|c| c.as_ref().ok().map(Vec::len));
    let length = lengths.next();
    if lengths.any(|other| Some(other) != length) {
        return fault("the lists differ in length");
    }
    let mut all = Vec::new();
    for row in 0..length.unwrap_or(1) {
        let values: Vec<Value> = columns
            .iter()
            .map(|column| match column {
                Ok(items) => items[row].clone(),
                Err(value) => value.clone(),
            })
            .collect();
        match formatted(&pattern, &values, budget)? {
            Some(text) => all.push(Value::string(text)),
            None => all.push(Value::unknown(Type::String)),
        }
    }
    Ok(Kind::List(Type::String, all).into())
}

/// One verb with what stands between it and the `%`.
#[derive(Default)]
struct Verb {
    minus: bool,
    plus: bool,
    space: bool,
    zero: bool,
    sharp: bool,
    width: Option<usize>,
    precision: Option<usize>,
    index: Option<usize>,
}

/// The text; none when a part of it cannot be told.
fn formatted(
    pattern: &str,
    values: &[Value],
    budget: &mut Budget,
) -> Result<Option<String>, Fault> {
    let mut out = String::new();
    let mut known = true;
    let mut chars = pattern.chars().peekable();
    let (mut next, mut highest) = (0_usize, 0_usize);
    budget.spend(1 + pattern.len() as u64 / 16)?;
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let (verb, mode) = read_verb(&mut chars)?;
        if mode == '%' {
            out.push('%');
            continue;
        }
        let at = verb.index.unwrap_or(next);
        next = at + 1;
        highest = highest.max(next);
        let Some(value) = values.get(at) else { return fault("there are too few arguments") };
        budget.spend(value.measure().0 + verb.width.unwrap_or_default() as u64)?;
        match written(&verb, mode, value)? {
            Some(text) => out.push_str(&text),
            None => known = false,
        }
    }
    if highest < values.len() {
        return fault("there are too many arguments");
    }
    Ok(known.then_some(out))
}

fn read_verb(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<(Verb, char), Fault> {
    let mut verb = Verb::default();
    loop {
        let flag = match chars.peek() {
            Some('-') => &mut verb.minus,
            Some('+') => &mut verb.plus,
            Some(' ') => &mut verb.space,
            Some('0') => &mut verb.zero,
            Some('#') => &mut verb.sharp,
            _ => break,
        };
        *flag = true;
        chars.next();
    }
    verb.width = digits(chars)?;
    if chars.next_if_eq(&'.').is_some() {
        verb.precision = Some(digits(chars)?.unwrap_or(0));
    }
    if chars.next_if_eq(&'[').is_some() {
        let index = digits(chars)?;
        match (index, chars.next()) {
            (Some(index @ 1..), Some(']')) => verb.index = Some(index - 1),
            _ => return fault("the index of an argument cannot be read"),
        }
    }
    match chars.next() {
        Some(mode) => Ok((verb, mode)),
        None => fault("the pattern ends in a `%`"),
    }
}

fn digits(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<Option<usize>, Fault> {
    let mut text = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        text.push(digit);
    }
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse() {
        Ok(number) if number <= MAX_WIDTH => Ok(Some(number)),
        _ => Err(Fault::Limit),
    }
}

fn written(verb: &Verb, mode: char, value: &Value) -> Result<Option<String>, Fault> {
    if !"vtbdoxXeEfgGsq".contains(mode) {
        return fault(&format!("there is no verb `%{mode}`"));
    }
    if value.is_null() {
        // Terraform does not know the type of a `null` as written, and gives up on the whole.
        let untyped = matches!(value.kind, Kind::Null(Type::Any));
        return match mode {
            _ if untyped => Ok(None),
            'v' => Ok(Some(padded(verb, "null".to_owned()))),
            _ => fault("null cannot be written"),
        };
    }
    let text = match mode {
        'v' => match &value.kind {
            Kind::String(text) if !verb.sharp => Some(text.clone()),
            Kind::Number(number) if !verb.sharp => number.general_text(),
            _ => json(value),
        },
        // A bool is not padded.
        't' => return Ok(to_bool(value.clone())?.map(|value| value.to_string())),
        's' | 'q' => {
            let Some(mut text) = to_text(value.clone())? else { return Ok(None) };
            if let Some(most) = verb.precision {
                text = text.graphemes(true).take(most).collect();
            }
            if mode == 'q' { json(&Value::string(text)) } else { Some(text) }
        }
        _ => return number(verb, mode, value),
    };
    Ok(text.map(|text| padded(verb, text)))
}

fn number(verb: &Verb, mode: char, value: &Value) -> Result<Option<String>, Fault> {
    let Some(number) = to_number(value.clone())? else { return Ok(None) };
    let magnitude = if number.is_negative() { number.negate() } else { Some(number) };
    let Some(magnitude) = magnitude else { return Ok(None) };
    let digits = match mode {
        'b' | 'd' | 'o' | 'x' | 'X' => {
            let Some(whole) = magnitude.to_int() else { return Ok(None) };
            let Some(whole) = whole else { return fault("a whole number is required") };
            if verb.sharp || verb.precision.is_some() {
                return Ok(None);
            }
            Some(match mode {
                'b' => format!("{whole:b}"),
                'd' => whole.to_string(),
                'o' => format!("{whole:o}"),
                'x' => format!("{whole:x}"),
                _ => format!("{whole:X}"),
            })
        }
        'f' if !verb.sharp => match u32::try_from(verb.precision.unwrap_or(6)) {
            Ok(places) => magnitude.fixed_text(places),
            Err(_) => None,
        },
        // Exponents are Go's own.
        _ => None,
    };
    let Some(digits) = digits else { return Ok(None) };
    let sign = match (number.is_negative(), verb.plus, verb.space) {
        (true, ..) if number.is_zero() => return Ok(None),
        (true, ..) => "-",
        (_, true, _) => "+",
        (_, _, true) => " ",
        _ => "",
    };
    let width = verb.width.unwrap_or(0);
    Ok(Some(if verb.zero && !verb.minus {
        format!("{sign}{digits:0>rest$}", rest = width.saturating_sub(sign.len()))
    } else if verb.minus {
        format!("{:<width$}", format!("{sign}{digits}"))
    } else {
        format!("{:>width$}", format!("{sign}{digits}"))
    }))
}

fn padded(verb: &Verb, text: String) -> String {
    let missing = verb.width.unwrap_or(0).saturating_sub(text.graphemes(true).count());
    match (verb.minus, verb.zero) {
        (true, _) => text + &" ".repeat(missing),
        (_, true) => "0".repeat(missing) + &text,
        _ => " ".repeat(missing) + &text,
    }
}
