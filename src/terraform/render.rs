//! Values as HCL source text, laid out as `terraform fmt` leaves it.
//!
//! `hcl-rs` writes values too, but neither aligns them nor quotes keys such as `for`, so what it
//! writes would change under `terraform fmt`.

use std::fmt::Write as _;

use hcl_rs::Value;

/// Lists of plain values up to this many characters stay on one line.
const SHORT_LIST_CHARS: usize = 60;

/// A value on one line: `{ a = 1, b = ["x", "y"] }`.
#[must_use]
pub fn value(value: &Value) -> String {
    let mut out = String::new();
    write_value(value, None, &mut out);
    out
}

/// A value over several lines, an attribute or element a line, nested ones indented by two.
///
/// The first line has no indent and the last no line ending. Lists of plain values that are
/// short, and what is empty, stay on one line.
#[must_use]
pub fn pretty(value: &Value) -> String {
    pretty_at(value, 0)
}

/// The same as [`pretty`] for a value that stands in a line indented by `indent` spaces.
#[must_use]
pub fn pretty_at(value: &Value, indent: usize) -> String {
    let mut out = String::new();
    write_value(value, Some(indent), &mut out);
    out
}

/// A string in quotes, with what has a meaning inside quotes escaped: `${` becomes `$${`.
#[must_use]
pub fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => out.extend([c, c]),
            c if c.is_control() || is_invisible(c) => push_escape(c, &mut out),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A key of an object: bare where a bare name stands for itself, else in quotes.
#[must_use]
pub fn key(name: &str) -> String {
    if is_name(name) && name != "for" { name.to_owned() } else { string(name) }
}

/// Whether `name` may stand as an HCL name; letters outside ASCII, which HCL allows too, are not counted.
#[must_use]
pub fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// Lines `name = text` with their `=` in one column, as `terraform fmt` aligns them.
///
/// An entry over several lines takes no part and divides the others into groups. Every line
/// but the continuation of an entry gets `indent` spaces and a line ending.
#[must_use]
pub fn aligned(entries: &[(String, String)], indent: usize) -> String {
    let mut out = String::new();
    let mut rest = entries;
    while let Some((name, text)) = rest.first() {
        let group = rest.iter().take_while(|(_, text)| !text.contains('\n')).count();
        if group == 0 {
            push_line(&mut out, indent, name, name.chars().count(), text);
            rest = &rest[1..];
            continue;
        }
        let width = rest[..group].iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, text) in &rest[..group] {
            push_line(&mut out, indent, name, width, text);
        }
        rest = &rest[group..];
    }
    out
}

fn push_line(out: &mut String, indent: usize, name: &str, width: usize, text: &str) {
    let padding = width - name.chars().count();
    writeln!(out, "{:indent$}{name}{:padding$} = {text}", "", "")
        .expect("a string takes what is written");
}

/// Byte order marks and direction marks would make the text read as something else.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

fn push_escape(c: char, out: &mut String) {
    write!(out, "\\u{:04x}", u32::from(c)).expect("a string takes what is written");
}

/// `indent` is `None` for one line.
fn write_value(v: &Value, indent: Option<usize>, out: &mut String) {
    match v {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => out.push_str(&string(text)),
        Value::Array(items) if items.is_empty() => out.push_str("[]"),
        Value::Object(entries) if entries.is_empty() => out.push_str("{}"),
        Value::Array(items) => match indent {
            Some(indent) if !fits(v, items) => write_list(items, indent, out),
            _ => {
                let items: Vec<_> = items.iter().map(value).collect();
                out.push_str(&format!("[{}]", items.join(", ")));
            }
        },
        Value::Object(entries) => match indent {
            Some(indent) => {
                let lines: Vec<_> =
                    entries.iter().map(|(k, v)| (key(k), pretty_at(v, indent + 2))).collect();
                out.push_str("{\n");
                out.push_str(&aligned(&lines, indent + 2));
                out.push_str(&format!("{:indent$}}}", ""));
            }
            None => {
                let entries: Vec<_> = entries
                    .iter()
                    .map(|(k, v)| format!("{} = {}", key(k), self::value(v)))
                    .collect();
                out.push_str(&format!("{{ {} }}", entries.join(", ")));
            }
        },
    }
}

fn fits(list: &Value, items: &[Value]) -> bool {
    let plain = items.iter().all(|v| !matches!(v, Value::Array(_) | Value::Object(_)));
    plain && value(list).chars().count() <= SHORT_LIST_CHARS
}

fn write_list(items: &[Value], indent: usize, out: &mut String) {
    out.push_str("[\n");
    let inner = indent + 2;
    for item in items {
        out.push_str(&format!("{:inner$}{},\n", "", pretty_at(item, inner)));
    }
    out.push_str(&format!("{:indent$}]", ""));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terraform::literal::object;

    #[test]
    fn what_has_a_meaning_in_quotes_is_escaped() {
        for (text, source) in [
            ("plain", r#""plain""#),
            ("a \"b\" \\ c", r#""a \"b\" \\ c""#),
            ("${x} %{y} $ % $$", r#""$${x} %%{y} $ % $$""#),
            ("$${x}", r#""$$${x}""#),
            ("line\n\ttab\r", r#""line\n\ttab\r""#),
            ("\u{1b}\u{202e}é", r#""\u001b\u202eé""#),
        ] {
            assert_eq!(string(text), source);
        }
    }

    #[test]
    fn keys_are_quoted_where_a_bare_name_would_not_stand_for_itself() {
        for (name, source) in [
            ("a_b-c1", "a_b-c1"),
            ("null", "null"),
            ("for", "\"for\""),
            ("1a", "\"1a\""),
            ("a.b", "\"a.b\""),
            ("", "\"\""),
            ("é", "\"é\""),
        ] {
            assert_eq!(key(name), source);
        }
    }

    #[test]
    fn values_are_laid_out_as_terraform_fmt_leaves_them() {
        let value = object([
            ("name", Value::from("x")),
            ("zones", Value::from(vec!["a", "b"])),
            ("nested", object([("a", Value::from(1)), ("long_name", Value::Null)])),
            ("none", object([] as [(&str, Value); 0])),
            ("rules", Value::Array(vec![object([("port", Value::from(1.5))])])),
            ("last", Value::from(true)),
        ]);
        insta::assert_snapshot!(pretty(&value), @r#"
        {
          name  = "x"
          zones = ["a", "b"]
          nested = {
            a         = 1
            long_name = null
          }
          none = {}
          rules = [
            {
              port = 1.5
            },
          ]
          last = true
        }
        "#);
        insta::assert_snapshot!(super::value(&value), @r#"{ name = "x", zones = ["a", "b"], nested = { a = 1, long_name = null }, none = {}, rules = [{ port = 1.5 }], last = true }"#);
    }
}
