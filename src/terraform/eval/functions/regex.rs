//! Patterns, as RE2 reads them.
//!
//! The `regex` crate runs in linear time as RE2 does, and is asked only for what both read alike:
//! classes such as `\d` are those of ASCII, and a pattern that one of them reads in its own way
//! has no answer.

use std::collections::BTreeMap;

use ::regex::{Captures, Regex, RegexBuilder};

use super::pattern::{Translated, translated};
use super::{Args, Budget, Called, Fault, Function, everything, fault, unknown};
use crate::terraform::eval::value::{Kind, Value};
use crate::terraform::types::{ObjectAttribute, Type};

pub(super) const FUNCTIONS: &[Function] = &[
    everything("regex", 2, 2, Type::Any, regex),
    everything("regexall", 2, 2, Type::Any, regexall),
    everything("replace", 3, 3, Type::String, replace),
];

/// The bytes a compiled pattern may have.
const MAX_COMPILED_BYTES: usize = 1 << 18;

/// The bytes a text may have that is searched.
const MAX_TEXT_BYTES: usize = 1 << 16;

fn regex(mut args: Args, budget: &mut Budget) -> Called {
    let (pattern, text) = (args.text(0)?, args.text(1)?);
    let Some(pattern) = compiled(&pattern, &text, budget)? else { return unknown(Type::Any) };
    let shape = shape(&pattern)?;
    match pattern.captures(&text) {
        Some(captures) => Ok(taken(&shape, &captures)),
        None => fault("the pattern matches nothing"),
    }
}

fn regexall(mut args: Args, budget: &mut Budget) -> Called {
    let (pattern, text) = (args.text(0)?, args.text(1)?);
    let Some(pattern) = compiled(&pattern, &text, budget)? else { return unknown(Type::Any) };
    let shape = shape(&pattern)?;
    let mut all = Vec::new();
    for captures in pattern.captures_iter(&text) {
        budget.spend(1 + text.len() as u64 / 64)?;
        all.push(taken(&shape, &captures));
    }
    Ok(Kind::List(shape.ty(), all).into())
}

fn replace(mut args: Args, budget: &mut Budget) -> Called {
    let (text, part, with) = (args.text(0)?, args.text(1)?, args.text(2)?);
    let inner = part.strip_prefix('/').and_then(|p| p.strip_suffix('/'));
    let Some(pattern) = inner.filter(|_| part.len() > 1) else {
        let count = text.matches(&*part).count() as u64;
        budget.spend(count.saturating_mul(1 + with.len() as u64 / 16))?;
        return Ok(Value::string(text.replace(&*part, &with)));
    };
    let Some(pattern) = compiled(pattern, &text, budget)? else { return unknown(Type::String) };
    let mut all = String::new();
    let mut last = 0;
    for captures in pattern.captures_iter(&text) {
        // A replacement may name groups, each as long as the text, any number of times.
        let size = with.len().saturating_mul(1 + captures.get_match().len());
        budget.spend(1 + text.len() as u64 / 64 + size as u64 / 16)?;
        let found = captures.get_match();
        all.push_str(&text[last..found.start()]);
        captures.expand(&with, &mut all);
        last = found.end();
    }
    all.push_str(&text[last..]);
    Ok(Value::string(all))
}

/// What a match gives.
enum Shape {
    /// The whole of it.
    Whole,
    /// Its groups.
    Groups(usize),
    /// Its groups by name.
    Named(Vec<String>),
}

impl Shape {
    fn ty(&self) -> Type {
        match self {
            Self::Whole => Type::String,
            Self::Groups(count) => Type::Tuple(vec![Type::String; *count]),
            Self::Named(names) => Type::object(
                names.iter().map(|name| (name.clone(), ObjectAttribute::required(Type::String))),
            ),
        }
    }
}

fn shape(pattern: &Regex) -> Result<Shape, Fault> {
    let groups: Vec<Option<&str>> = pattern.capture_names().skip(1).collect();
    let named: Vec<String> = groups.iter().flatten().map(|name| (*name).to_owned()).collect();
    match (groups.len(), named.len()) {
        (0, _) => Ok(Shape::Whole),
        (count, 0) => Ok(Shape::Groups(count)),
        (count, names) if count == names => Ok(Shape::Named(named)),
        _ => fault("either all groups have names or none"),
    }
}

fn taken(shape: &Shape, captures: &Captures<'_>) -> Value {
    let text = |found: Option<::regex::Match<'_>>| match found {
        Some(found) => Value::string(found.as_str().to_owned()),
        None => Kind::Null(Type::String).into(),
    };
    match shape {
        Shape::Whole => text(captures.get(0)),
        Shape::Groups(_) => Kind::Tuple(captures.iter().skip(1).map(text).collect()).into(),
        Shape::Named(names) => {
            let entries = names.iter().map(|name| (name.clone(), text(captures.name(name))));
            Kind::Object(entries.collect::<BTreeMap<_, _>>()).into()
        }
    }
}

/// The pattern ready to search; none when it or the text is not for us.
fn compiled(pattern: &str, text: &str, budget: &mut Budget) -> Result<Option<Regex>, Fault> {
    budget.spend(100 + pattern.len() as u64 + text.len() as u64)?;
    if text.len() > MAX_TEXT_BYTES {
        return Ok(None);
    }
    let pattern = match translated(pattern) {
        Translated::Pattern(pattern) => pattern,
        Translated::Broken => return fault("the pattern cannot be read"),
        Translated::Unsure => return Ok(None),
    };
    let built = RegexBuilder::new(&pattern)
        .size_limit(MAX_COMPILED_BYTES)
        .dfa_size_limit(MAX_COMPILED_BYTES)
        .nest_limit(100)
        .build();
    Ok(built.ok())
}
