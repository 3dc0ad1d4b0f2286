//! JSON, Base64, URLs and digests.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::{Args, Budget, Called, Fault, Function, everything, fault, unknown};
use crate::terraform::eval::number::Number;
use crate::terraform::eval::value::{Kind, Value};
use crate::terraform::types::Type;

pub(super) const FUNCTIONS: &[Function] = &[
    everything("jsonencode", 1, 1, Type::String, |mut args, _| {
        Ok(json(&args.take(0)).map_or(Value::unknown(Type::String), Value::string))
    }),
    everything("jsondecode", 1, 1, Type::Any, jsondecode),
    everything("base64encode", 1, 1, Type::String, |mut args, _| {
        Ok(Value::string(STANDARD.encode(args.text(0)?)))
    }),
    everything("base64decode", 1, 1, Type::String, base64decode),
    everything("urlencode", 1, 1, Type::String, urlencode),
    everything("sha256", 1, 1, Type::String, |mut args, _| {
        let digest = Sha256::digest(args.text(0)?);
        Ok(Value::string(digest.iter().map(|byte| format!("{byte:02x}")).collect()))
    }),
    everything("base64sha256", 1, 1, Type::String, |mut args, _| {
        Ok(Value::string(STANDARD.encode(Sha256::digest(args.text(0)?))))
    }),
];

/// The value as JSON, laid out and escaped as Terraform does; none when a part cannot be told.
pub(super) fn json(value: &Value) -> Option<String> {
    let mut out = String::new();
    write_json(value, &mut out)?;
    Some(out)
}

fn write_json(value: &Value, out: &mut String) -> Option<()> {
    match &value.kind {
        Kind::Unknown(_) => return None,
        Kind::Null(_) => out.push_str("null"),
        Kind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Kind::Number(number) => out.push_str(&number.text()?),
        Kind::String(text) => write_text(text, out),
        Kind::Set(ty, items) if !ty.is_primitive() && items.len() > 1 => return None,
        Kind::Tuple(items) | Kind::List(_, items) | Kind::Set(_, items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_json(item, out)?;
            }
            out.push(']');
        }
        Kind::Map(_, map) | Kind::Object(map) => {
            out.push('{');
            for (i, (key, value)) in map.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_text(key, out);
                out.push(':');
                write_json(value, out)?;
            }
            out.push('}');
        }
    }
    Some(())
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

fn jsondecode(mut args: Args, budget: &mut Budget) -> Called {
    /// From here on serde_json might round a number.
    const DIGITS: usize = 15;
    let text = args.text(0)?;
    budget.spend(text.len() as u64)?;
    let mut digits = 0_usize;
    for byte in text.bytes() {
        digits = if byte.is_ascii_digit() || byte == b'.' { digits + 1 } else { 0 };
        if digits > DIGITS {
            return unknown(Type::Any);
        }
    }
    match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(value) => Ok(from_json(value)),
        // Depth, or a number out of range: the limits are not Terraform's.
        Err(error) if error.to_string().contains("recursion") => Err(Fault::Limit),
        Err(error) if error.to_string().contains("number out of range") => unknown(Type::Any),
        Err(_) => fault("the text is no JSON"),
    }
}

fn from_json(value: serde_json::Value) -> Value {
    use serde_json::Value as Json;
    match value {
        Json::Null => Value::null(),
        Json::Bool(value) => Kind::Bool(value).into(),
        Json::Number(number) => Value::number(Number::parse(&number.to_string()).flatten()),
        Json::String(text) => Value::string(text),
        Json::Array(items) => Kind::Tuple(items.into_iter().map(from_json).collect()).into(),
        Json::Object(map) => {
            let entries = map.into_iter().map(|(key, value)| (key, from_json(value)));
            Kind::Object(entries.collect::<BTreeMap<_, _>>()).into()
        }
    }
}

fn base64decode(mut args: Args, _: &mut Budget) -> Called {
    let text: String = args.text(0)?.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    let Ok(bytes) = STANDARD.decode(&text) else {
        // Bits that mean nothing are read over elsewhere.
        return if text.len().is_multiple_of(4) && text.trim_end_matches('=').bytes().all(is_base64)
        {
            unknown(Type::String)
        } else {
            fault("the text is no Base64")
        };
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Value::string(text)),
        Err(_) => fault("what is encoded is no text"),
    }
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

fn urlencode(mut args: Args, _: &mut Budget) -> Called {
    let mut out = String::new();
    for byte in args.text(0)?.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    Ok(Value::string(out))
}
