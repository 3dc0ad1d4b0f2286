//! Patterns, as RE2 reads them.
//!
//! The `regex` crate runs in linear time as RE2 does, and is asked only for what both read alike:
//! classes such as `\d` are those of ASCII, and a pattern that one of them reads in its own way
//! has no answer.

use std::collections::BTreeMap;

use ::regex::{Captures, Regex, RegexBuilder};

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

/// A pattern in the words of the `regex` crate.
enum Translated {
    Pattern(String),
    /// RE2 refuses it.
    Broken,
    /// The two may read it differently.
    Unsure,
}

fn translated(pattern: &str) -> Translated {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars().peekable();
    let mut depth = 0_u32;
    // Whether what came last can be repeated, and whether it is a repetition already.
    let (mut repeatable, mut repeated) = (false, false);
    // RE2 limits what counts of counts come to.
    let (mut product, mut counted_group) = (1_u32, false);
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let Some(escaped) = escape(chars.next(), false) else { return Translated::Unsure };
                out.push_str(escaped.as_str());
                if escaped.takes_code {
                    match code(&mut chars) {
                        Some(code) => out.push_str(&code),
                        None => return Translated::Unsure,
                    }
                }
                (repeatable, repeated) = (true, false);
            }
            '[' => {
                match class(&mut chars) {
                    Translated::Pattern(class) => out.push_str(&class),
                    other => return other,
                }
                (repeatable, repeated) = (true, false);
            }
            '(' => {
                depth += 1;
                out.push('(');
                if chars.next_if_eq(&'?').is_some() {
                    match group(&mut chars) {
                        Translated::Pattern(head) => {
                            if head.ends_with(')') {
                                depth -= 1;
                            }
                            out.push_str(&head);
                        }
                        other => return other,
                    }
                }
                (repeatable, repeated) = (false, false);
            }
            ')' => {
                if depth == 0 {
                    return Translated::Broken;
                }
                depth -= 1;
                out.push(')');
                (repeatable, repeated) = (true, false);
            }
            '*' | '+' | '?' => {
                if repeated || !repeatable {
                    return Translated::Broken;
                }
                out.push(c);
                if chars.next_if_eq(&'?').is_some() {
                    out.push('?');
                }
                repeated = true;
            }
            '{' => match counts(&mut chars.clone()) {
                // What is no count stands for itself.
                None => {
                    out.push_str("\\{");
                    (repeatable, repeated) = (true, false);
                }
                Some((text, least, most)) => {
                    let too_many = least > 1000 || most.is_some_and(|m| m > 1000 || m < least);
                    if too_many || repeated || !repeatable {
                        return Translated::Broken;
                    }
                    product = product.saturating_mul(most.unwrap_or(least).max(1));
                    counted_group |= out.ends_with(')');
                    if counted_group && product > 1000 {
                        return Translated::Unsure;
                    }
                    chars.by_ref().take(text.len()).for_each(drop);
                    out.push('{');
                    out.push_str(&text);
                    if chars.next_if_eq(&'?').is_some() {
                        out.push('?');
                    }
                    repeated = true;
                }
            },
            // `a|*b` is refused as `*b` is.
            '|' => {
                out.push('|');
                (repeatable, repeated) = (false, false);
            }
            '^' | '$' => {
                // Repeating a place is odd enough to leave alone.
                if matches!(chars.peek(), Some('*' | '+' | '?' | '{')) {
                    return Translated::Unsure;
                }
                out.push(c);
                (repeatable, repeated) = (true, false);
            }
            '}' | ']' => {
                out.push('\\');
                out.push(c);
                (repeatable, repeated) = (true, false);
            }
            _ => {
                out.push(c);
                (repeatable, repeated) = (true, false);
            }
        }
    }
    if depth > 0 { Translated::Broken } else { Translated::Pattern(out) }
}

struct Escaped {
    text: String,
    /// Whether the digits of a code follow.
    takes_code: bool,
}

impl Escaped {
    fn as_str(&self) -> &str {
        &self.text
    }
}

/// What stands for `\c`.
fn escape(c: Option<char>, in_class: bool) -> Option<Escaped> {
    let plain = |text: &str| Some(Escaped { text: text.to_owned(), takes_code: false });
    let c = c?;
    match (c, in_class) {
        ('d', false) => plain("[0-9]"),
        ('d', true) => plain("0-9"),
        ('w', false) => plain("[0-9A-Za-z_]"),
        ('w', true) => plain("0-9A-Za-z_"),
        ('s', false) => plain(r"[\t\n\f\r ]"),
        ('s', true) => plain(r"\t\n\f\r "),
        ('D', _) => plain("[^0-9]"),
        ('W', _) => plain("[^0-9A-Za-z_]"),
        ('S', _) => plain(r"[^\t\n\f\r ]"),
        ('b', false) => plain(r"(?-u:\b)"),
        ('A', false) => plain(r"\A"),
        ('z', false) => plain(r"\z"),
        ('a' | 'f' | 't' | 'n' | 'r' | 'v', _) => plain(&format!("\\{c}")),
        ('x', _) => Some(Escaped { text: r"\x".to_owned(), takes_code: true }),
        _ if c.is_ascii_punctuation() => {
            let text = if matches!(c, '<' | '>') { c.to_string() } else { format!("\\{c}") };
            Some(Escaped { text, takes_code: false })
        }
        _ => None,
    }
}

/// The two digits, or those in braces, of `\x`.
fn code(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let digits: String = chars.by_ref().take(2).collect();
    let plain = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    plain.then_some(digits)
}

/// The text between braces that counts, and the counts.
fn counts(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
) -> Option<(String, u32, Option<u32>)> {
    let text: String = chars.by_ref().take(12).collect();
    let text = text.split_once('}')?.0.to_owned();
    let number = |digits: &str| {
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten()
    };
    let (least, most) = match text.split_once(',') {
        None => {
            let count = number(&text)?;
            (count, Some(count))
        }
        Some((least, "")) => (number(least)?, None),
        Some((least, most)) => (number(least)?, Some(number(most)?)),
    };
    Some((format!("{text}}}"), least, most))
}

/// What follows `(?`: flags, `:`, a name.
fn group(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Translated {
    let mut head = String::from("?");
    let mut seen_minus = false;
    while let Some(c) = chars.next() {
        head.push(c);
        match c {
            'i' | 'm' | 's' => {}
            '-' if !seen_minus => seen_minus = true,
            ':' => return Translated::Pattern(head),
            ')' if head.len() > 2 => return Translated::Pattern(head),
            'P' | '<' if head.len() == 2 => {
                if c == 'P' {
                    match chars.next() {
                        Some('<') => head.push('<'),
                        _ => return Translated::Broken,
                    }
                }
                let name: String = chars.by_ref().take_while(|c| *c != '>').collect();
                let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                    && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                if !plain {
                    return if name.starts_with(['=', '!']) {
                        Translated::Broken
                    } else {
                        Translated::Unsure
                    };
                }
                return Translated::Pattern(format!("{head}{name}>"));
            }
            '=' | '!' | '>' | '#' => return Translated::Broken,
            _ => return Translated::Unsure,
        }
    }
    Translated::Broken
}

/// The rest of a class, its `[` read already.
fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Translated {
    let mut out = String::from("[");
    if chars.next_if_eq(&'^').is_some() {
        out.push('^');
    }
    if chars.next_if_eq(&']').is_some() {
        out.push_str("\\]");
    }
    while let Some(c) = chars.next() {
        match c {
            ']' => {
                out.push(']');
                return Translated::Pattern(out);
            }
            '[' if chars.peek() == Some(&':') => {
                let name: String = chars.by_ref().take_while(|c| *c != ']').collect();
                const NAMES: [&str; 14] = [
                    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower",
                    "print", "punct", "space", "upper", "word", "xdigit",
                ];
                let plain = name.strip_prefix(':').and_then(|n| n.strip_suffix(':'));
                match plain {
                    Some(name) if NAMES.contains(&name) => out.push_str(&format!("[:{name}:]")),
                    _ => return Translated::Unsure,
                }
            }
            '\\' => {
                let class = matches!(chars.peek(), Some('d' | 'w' | 's' | 'D' | 'W' | 'S'));
                let Some(escaped) = escape(chars.next(), true) else { return Translated::Unsure };
                out.push_str(escaped.as_str());
                if escaped.takes_code {
                    match code(chars) {
                        Some(code) => out.push_str(&code),
                        None => return Translated::Unsure,
                    }
                }
                // After a class a hyphen stands for itself.
                if class && chars.next_if_eq(&'-').is_some() {
                    out.push_str("\\-");
                    if chars.peek() == Some(&'-') {
                        return Translated::Unsure;
                    }
                }
            }
            '-' => {
                // A hyphen that is no range is written out; one that is keeps its meaning.
                let first = out == "[" || out == "[^";
                if first || chars.peek() == Some(&']') {
                    out.push_str("\\-");
                } else {
                    let mut ahead = chars.clone();
                    match (ahead.next(), ahead.next()) {
                        (Some('\\'), Some('d' | 'w' | 's' | 'D' | 'W' | 'S'))
                        | (Some('-' | '['), _) => return Translated::Unsure,
                        _ => out.push('-'),
                    }
                }
            }
            '&' | '~' | '[' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    Translated::Broken
}
