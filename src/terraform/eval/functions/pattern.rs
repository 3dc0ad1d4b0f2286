//! Patterns of RE2 in the words of the `regex` crate.
//!
//! Reads no more of a pattern than where the two differ: classes such as `\d` are those of ASCII,
//! a bracket in a class stands for itself, repetitions have limits.

use std::iter::Peekable;
use std::str::Chars;

/// A pattern in the words of the `regex` crate.
pub(super) enum Translated {
    Pattern(String),
    /// RE2 refuses it.
    Broken,
    /// The two may read it differently.
    Unsure,
}

pub(super) fn translated(pattern: &str) -> Translated {
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
                                // RE2 repeats what stands before the flags.
                                if matches!(chars.peek(), Some('*' | '+' | '?' | '{')) {
                                    return Translated::Unsure;
                                }
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
                    // Of groups that are there no times, one still gives nulls.
                    if (counted_group && product > 1000) || most == Some(0) {
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
fn code(chars: &mut Peekable<Chars<'_>>) -> Option<String> {
    let digits: String = chars.by_ref().take(2).collect();
    let plain = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    plain.then_some(digits)
}

/// The text between braces that counts, and the counts.
fn counts(chars: &mut Peekable<Chars<'_>>) -> Option<(String, u32, Option<u32>)> {
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
fn group(chars: &mut Peekable<Chars<'_>>) -> Translated {
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
fn class(chars: &mut Peekable<Chars<'_>>) -> Translated {
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
