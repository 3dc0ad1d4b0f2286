//! Ours against HashiCorp's parser: what is accepted, and what tree comes of it.

use pavestone::hcl::parse;
use serde_json::Value;

use super::as_json;
use crate::support::oracle::Answer;

/// How our reading of `text` differs from HashiCorp's, if it does.
pub(crate) fn difference(text: &str, theirs: &Answer) -> Option<String> {
    let ours = parse(text);
    match (theirs, ours.problems.first()) {
        (Answer::Invalid(_), Some(_)) => None,
        (Answer::Invalid(why), None) => Some(format!("wrongly accepted: {why}")),
        (Answer::Valid(_), Some(problem)) => Some(format!("wrongly refused: {problem:?}")),
        (Answer::Valid(None), None) => None,
        (Answer::Valid(Some(theirs)), None) => {
            first_difference(&as_json::body(text, &ours.file.body)?, theirs, String::new())
        }
    }
}

/// Where the two differ first, and how.
fn first_difference(ours: &Value, theirs: &Value, path: String) -> Option<String> {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            if let Some(key) = theirs.keys().find(|key| !ours.contains_key(*key)) {
                return Some(format!("{path}: no {key:?} among {:?}", ours.keys()));
            }
            ours.iter().find_map(|(key, ours)| match theirs.get(key) {
                Some(theirs) => first_difference(ours, theirs, format!("{path}.{key}")),
                None => Some(format!("{path}: {key:?} should not be there")),
            })
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let mut pairs = ours.iter().zip(theirs).enumerate();
            pairs.find_map(|(i, (o, t))| first_difference(o, t, format!("{path}[{i}]")))
        }
        (Value::String(ours), Value::Number(_) | Value::Null) if ours == "a number" => None,
        _ => (ours != theirs).then(|| format!("{path}: read as {ours} and not as {theirs}")),
    }
}
