//! Numbers.

use std::cmp::Ordering;

use super::{Args, Budget, Called, Function, MANY, everything, fault, unknown};
use crate::terraform::eval::number::Number;
use crate::terraform::eval::value::{Kind, Value};
use crate::terraform::types::Type;

pub(super) const FUNCTIONS: &[Function] = &[
    everything("abs", 1, 1, Type::Number, |mut args, _| {
        let abs = |n: Number| if n.is_negative() { n.negate() } else { Some(n) };
        Ok(Value::number(args.number(0)?.and_then(abs)))
    }),
    everything("ceil", 1, 1, Type::Number, |mut args, _| {
        Ok(Value::number(args.number(0)?.and_then(|n| n.ceil())))
    }),
    everything("floor", 1, 1, Type::Number, |mut args, _| {
        Ok(Value::number(args.number(0)?.and_then(|n| n.floor())))
    }),
    everything("max", 1, MANY, Type::Number, |args, _| extreme(args, Ordering::Greater)),
    everything("min", 1, MANY, Type::Number, |args, _| extreme(args, Ordering::Less)),
    everything("sum", 1, 1, Type::Number, sum),
    everything("signum", 1, 1, Type::Number, |mut args, _| {
        Ok(Value::number(args.whole(0)?.map(|n| Number::from_int(n.signum()))))
    }),
    everything("pow", 2, 2, Type::Number, pow),
    everything("log", 2, 2, Type::Number, log),
    everything("parseint", 2, 2, Type::Number, parseint),
    everything("range", 1, 3, Type::Any, range),
];

/// The most elements that Terraform lets a range have.
const RANGE_ELEMENTS: usize = 1024;

fn extreme(mut args: Args, wanted: Ordering) -> Called {
    let mut best: Option<Number> = None;
    let mut known = true;
    for at in 0..args.len() {
        let Some(number) = args.number(at)? else {
            known = false;
            continue;
        };
        match best.map(|best| number.compare(&best)) {
            None => best = Some(number),
            Some(None) => known = false,
            Some(Some(order)) if order == wanted => best = Some(number),
            Some(Some(_)) => {}
        }
    }
    Ok(Value::number(best.filter(|_| known)))
}

fn sum(mut args: Args, _: &mut Budget) -> Called {
    let Some(items) = args.list(0, Type::Number)? else { return unknown(Type::Number) };
    if items.is_empty() {
        return fault("the list is empty");
    }
    let mut sum = Some(Number::from_int(0));
    for item in items {
        match item.kind {
            Kind::Number(number) => sum = sum.and_then(|sum| sum.add(&number)),
            Kind::Null(_) => return fault("an element is null"),
            _ => sum = None,
        }
    }
    Ok(Value::number(sum))
}

fn pow(mut args: Args, _: &mut Budget) -> Called {
    /// Up to here doubles are exact.
    const EXACT: i128 = 1 << 53;
    let (Some(base), Some(exponent)) = (args.number(0)?, args.number(1)?) else {
        return unknown(Type::Number);
    };
    if let (Some(Some(base)), Some(Some(exponent))) = (base.to_int(), exponent.to_int())
        && let Ok(exponent) = u32::try_from(exponent)
        && let Some(power) = base.checked_pow(exponent)
        && power.abs() <= EXACT
    {
        return Ok(Value::number(Some(Number::from_int(power))));
    }
    Ok(Value::number(Number::approximate(base.to_f64().powf(exponent.to_f64()))))
}

fn log(mut args: Args, _: &mut Budget) -> Called {
    let (Some(number), Some(base)) = (args.number(0)?, args.number(1)?) else {
        return unknown(Type::Number);
    };
    Ok(Value::number(Number::approximate(number.to_f64().ln() / base.to_f64().ln())))
}

fn parseint(mut args: Args, _: &mut Budget) -> Called {
    let text = match args.take(0).kind {
        Kind::String(text) => text,
        _ => return fault("argument 1: a string is required"),
    };
    let Some(base) = args.whole(1)? else { return unknown(Type::Number) };
    let base = match u32::try_from(base) {
        Ok(base @ 2..=62) => base,
        _ => return fault("the base must be from 2 to 62"),
    };
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let mut value = Some(0_i128);
    let digit = |c: char| match c {
        '0'..='9' => c.to_digit(10),
        'a'..='z' => c.to_digit(36),
        'A'..='Z' if base <= 36 => c.to_digit(36),
        'A'..='Z' => c.to_digit(36).map(|d| d + 26),
        _ => None,
    };
    for c in digits.chars() {
        let Some(digit) = digit(c).filter(|digit| *digit < base) else {
            return fault("the text is no whole number of that base");
        };
        value = value
            .and_then(|v| v.checked_mul(i128::from(base)))
            .and_then(|v| v.checked_add(i128::from(digit)));
    }
    if digits.is_empty() {
        return fault("the text is no whole number of that base");
    }
    let sign = if negative { -1 } else { 1 };
    Ok(Value::number(value.map(|value| Number::from_int(value * sign))))
}

fn range(mut args: Args, _: &mut Budget) -> Called {
    let list = || Type::list(Type::Number);
    let mut numbers = Vec::new();
    for at in 0..args.len() {
        match args.number(at)? {
            Some(number) => numbers.push(number),
            None => return unknown(list()),
        }
    }
    let zero = Number::from_int(0);
    let (start, end) = match numbers.as_slice() {
        [end] => (zero, *end),
        [start, end, ..] => (*start, *end),
        [] => return fault("a number is required"),
    };
    let Some(order) = start.compare(&end) else { return unknown(list()) };
    let down = order.is_gt();
    let step = match numbers.get(2) {
        Some(step) => *step,
        None => Number::from_int(if down { -1 } else { 1 }),
    };
    if order.is_ne() && (step.is_zero() || step.is_negative() != down) {
        return fault("the step leads nowhere");
    }
    if step.is_zero() {
        return unknown(list());
    }
    let mut items = Vec::new();
    let mut at = start;
    loop {
        let Some(order) = at.compare(&end) else { return unknown(list()) };
        if (down && order.is_le()) || (!down && order.is_ge()) {
            break;
        }
        if items.len() >= RANGE_ELEMENTS {
            return fault("the range has more than 1024 elements");
        }
        items.push(Kind::Number(at).into());
        match at.add(&step) {
            Some(next) => at = next,
            None => return unknown(list()),
        }
    }
    Ok(Kind::List(Type::Number, items).into())
}
