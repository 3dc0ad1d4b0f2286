//! Texts: case, edges, parts, joins.

use unicode_segmentation::UnicodeSegmentation as _;

use super::{Args, Budget, Called, Fault, Function, MANY, everything, fault, unknown};
use crate::terraform::eval::value::{Kind, Value};
use crate::terraform::types::Type;

pub(super) const FUNCTIONS: &[Function] = &[
    everything("startswith", 2, 2, Type::Bool, |args, _| test(args, |t, p| t.starts_with(p))),
    everything("endswith", 2, 2, Type::Bool, |args, _| test(args, |t, p| t.ends_with(p))),
    everything("strcontains", 2, 2, Type::Bool, |args, _| test(args, |t, p| t.contains(p))),
    everything("lower", 1, 1, Type::String, |args, _| cased(args, |c| one(c.to_lowercase()))),
    everything("upper", 1, 1, Type::String, |args, _| cased(args, |c| one(c.to_uppercase()))),
    everything("title", 1, 1, Type::String, title),
    everything("trim", 2, 2, Type::String, |mut args, _| {
        let (text, cut) = (args.text(0)?, args.text(1)?);
        Ok(Value::string(text.trim_matches(|c| cut.contains(c)).to_owned()))
    }),
    everything("trimspace", 1, 1, Type::String, |mut args, _| {
        Ok(Value::string(args.text(0)?.trim().to_owned()))
    }),
    everything("trimprefix", 2, 2, Type::String, |mut args, _| {
        let (text, cut) = (args.text(0)?, args.text(1)?);
        Ok(Value::string(text.strip_prefix(&*cut).unwrap_or(&text).to_owned()))
    }),
    everything("trimsuffix", 2, 2, Type::String, |mut args, _| {
        let (text, cut) = (args.text(0)?, args.text(1)?);
        Ok(Value::string(text.strip_suffix(&*cut).unwrap_or(&text).to_owned()))
    }),
    everything("chomp", 1, 1, Type::String, |mut args, _| {
        Ok(Value::string(args.text(0)?.trim_end_matches(['\r', '\n']).to_owned()))
    }),
    everything("split", 2, 2, Type::String, split),
    everything("join", 1, MANY, Type::String, join),
    everything("substr", 3, 3, Type::String, substr),
    everything("strrev", 1, 1, Type::String, |mut args, _| {
        Ok(Value::string(args.text(0)?.graphemes(true).rev().collect()))
    }),
];

fn test(mut args: Args, holds: fn(&str, &str) -> bool) -> Called {
    let (text, part) = (args.text(0)?, args.text(1)?);
    Ok(Kind::Bool(holds(&text, &part)).into())
}

/// The only one; none when there are more.
fn one(mut chars: impl Iterator<Item = char>) -> Option<char> {
    chars.next().filter(|_| chars.next().is_none())
}

fn cased(mut args: Args, change: fn(char) -> Option<char>) -> Called {
    let text = args.text(0)?;
    // What one character becomes several of is where languages differ.
    match text.chars().map(change).collect::<Option<String>>() {
        Some(text) => Ok(Value::string(text)),
        None => unknown(Type::String),
    }
}

fn title(mut args: Args, _: &mut Budget) -> Called {
    let text = args.text(0)?;
    if !text.is_ascii() {
        return unknown(Type::String);
    }
    let mut inside = false;
    let titled = text.chars().map(|c| {
        let c = if inside { c } else { c.to_ascii_uppercase() };
        inside = c.is_ascii_alphanumeric() || c == '_';
        c
    });
    Ok(Value::string(titled.collect()))
}

fn split(mut args: Args, budget: &mut Budget) -> Called {
    let (separator, text) = (args.text(0)?, args.text(1)?);
    if separator.is_empty() {
        budget.spend(text.len() as u64)?;
        return Ok(Value::strings(text.chars().map(String::from)));
    }
    Ok(Value::strings(text.split(&*separator).map(str::to_owned)))
}

fn join(mut args: Args, budget: &mut Budget) -> Called {
    let separator = args.text(0)?;
    if args.len() < 2 {
        return fault("a list is required");
    }
    let mut all = Vec::new();
    for at in 1..args.len() {
        let Some(texts) = args.texts(at)? else { return unknown(Type::String) };
        all.extend(texts);
    }
    let Some(all) = all.into_iter().collect::<Option<Vec<String>>>() else {
        return fault("an element is null");
    };
    budget.spend((separator.len() as u64).saturating_mul(all.len() as u64) / 16)?;
    Ok(Value::string(all.join(&separator)))
}

fn substr(mut args: Args, _: &mut Budget) -> Called {
    let text = args.text(0)?;
    let (Some(offset), Some(length)) = (args.whole(1)?, args.whole(2)?) else {
        return unknown(Type::String);
    };
    let count = i128::try_from(text.graphemes(true).count()).map_err(|_| Fault::Limit)?;
    let from = if offset < 0 { (offset + count).max(0) } else { offset };
    let from = usize::try_from(from).unwrap_or(usize::MAX);
    let length =
        if length < 0 { usize::MAX } else { usize::try_from(length).unwrap_or(usize::MAX) };
    Ok(Value::string(text.graphemes(true).skip(from).take(length).collect()))
}
