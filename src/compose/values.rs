//! Values of a stack as HCL source text.
//!
//! A string of a stack is a template, as in Terraform's JSON syntax: `${…}` refers to something,
//! `$${` is a plain `${`.

use hcl_rs::Value;

use crate::terraform::render;

/// Whether any string in the value refers to something.
#[must_use]
pub(crate) fn refers(value: &Value) -> bool {
    match value {
        Value::String(text) => is_template(text),
        Value::Array(items) => items.iter().any(refers),
        Value::Object(map) => map.values().any(refers),
        _ => false,
    }
}

/// The value as one types it after `--set component.input=`.
#[must_use]
pub(crate) fn as_typed(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => serde_json::to_string(other).expect("a value of HCL is one of JSON"),
    }
}

/// A word for a POSIX shell, in quotes where it needs them.
#[must_use]
pub(crate) fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_@%+=:,./-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    // A NUL cannot be in an argument at all; whoever reads the line sees that there was one.
    let quoter = shlex::Quoter::new().allow_nul(true);
    quoter.quote(word).map_or_else(|_| String::new(), |word| word.into_owned())
}

/// The value as an HCL expression, its references kept.
#[must_use]
pub(super) fn expression(value: &Value) -> String {
    match value {
        Value::String(text) if is_template(text) => match alone(text) {
            Some(inner) => inner.to_owned(),
            None => template(text),
        },
        Value::Array(items) if refers(value) => {
            let items: Vec<String> = items.iter().map(expression).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) if refers(value) => {
            let items =
                map.iter().map(|(k, v)| format!("  {} = {}", render::key(k), expression(v)));
            format!("{{\n{}\n}}", items.collect::<Vec<_>>().join("\n"))
        }
        _ => render::pretty(&plain(value)),
    }
}

/// The value with its escapes undone, for checking; only for one that refers to nothing.
#[must_use]
pub(super) fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace("$${", "${").replace("%%{", "%{")),
        Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(k, v)| (k.clone(), plain(v))).collect())
        }
        other => other.clone(),
    }
}

fn is_template(text: &str) -> bool {
    text.replace("$${", "").contains("${") || text.replace("%%{", "").contains("%{")
}

/// `${x}` with nothing around it is `x`.
fn alone(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("${")?.strip_suffix('}')?;
    let simple = inner.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.[]\"* ".contains(&b));
    simple.then_some(inner.trim())
}

/// Quotes a template: everything but the references is escaped as in a plain string.
fn template(text: &str) -> String {
    let mut out = String::from("\"");
    let mut depth = 0_usize;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if depth > 0 {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            out.push(c);
            continue;
        }
        match c {
            '$' | '%' if chars.peek() == Some(&'{') => {
                out.push(c);
                out.push('{');
                chars.next();
                depth = 1;
            }
            '$' | '%' if chars.peek() == Some(&c) => {
                // `$${` stays escaped.
                out.push(c);
                out.push(c);
                chars.next();
                if chars.peek() == Some(&'{') {
                    out.push('{');
                    chars.next();
                }
            }
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_alone_is_the_expression_itself() {
        assert_eq!(expression(&Value::from("${module.db.binding}")), "module.db.binding");
        assert_eq!(expression(&Value::from("${each.key}-x\"")), "\"${each.key}-x\\\"\"");
        assert_eq!(expression(&Value::from("a $${b} ${c}")), "\"a $${b} ${c}\"");
    }

    #[test]
    fn an_escape_is_no_reference() {
        assert!(!refers(&Value::from("$${x}")));
        assert!(refers(&Value::from("$${x} ${y}")));
    }
}
