//! How much may be asked at once: what comes over a network must not keep a server busy.

use serde_json::Value;

use crate::error::{Error, Result};

/// Most characters of a sentence. Its components are compared with each other, so that the time it
/// takes grows faster than it does.
const MOST_CHARS: usize = 2_000;

/// Most of whatever a service is made of: components, environments, words of one kind.
const MOST_PARTS: usize = 200;

/// Refuses a sentence that is too long.
pub(super) fn sentence(text: &str) -> Result<()> {
    if text.chars().count() > MOST_CHARS {
        return Err(Error::usage(format!("the sentence has more than {MOST_CHARS} characters"))
            .hint("say in a sentence or two what the service needs"));
    }
    Ok(())
}

/// Refuses too many of something.
pub(super) fn parts(what: &str, count: usize) -> Result<()> {
    if count > MOST_PARTS {
        return Err(Error::usage(format!("there are more than {MOST_PARTS} {what}"))
            .hint("make several services of it"));
    }
    Ok(())
}

/// Refuses a number or a truth value that was read as text, or the other way round: YAML does that
/// and no schema says it. `read` is what `given` was read as.
pub(super) fn same_kinds(given: &Value, read: &Value, at: &str) -> Result<()> {
    match (given, read) {
        (Value::Object(given), Value::Object(read)) => {
            let both = given.iter().filter_map(|(key, value)| Some((key, value, read.get(key)?)));
            for (key, given, read) in both {
                same_kinds(given, read, &format!("{at}.{key}"))?;
            }
            Ok(())
        }
        (Value::Array(given), Value::Array(read)) => {
            let both = given.iter().zip(read).enumerate();
            both.into_iter()
                .try_for_each(|(i, (given, read))| same_kinds(given, read, &format!("{at}[{i}]")))
        }
        (Value::Bool(_) | Value::Number(_), Value::String(_))
        | (Value::String(_), Value::Bool(_) | Value::Number(_)) => {
            Err(Error::usage(format!("`{at}` is {given}, which is of another type"))
                .hint("/api/v1/openapi.json describes what is taken"))
        }
        _ => Ok(()),
    }
}
