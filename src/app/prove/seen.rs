//! What a plan or a state shows: values of outputs, and what would become of resources.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::offline::Outcome;

/// A value as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Seen {
    /// It is.
    Known(Value),
    /// All or part of it is known only after an apply.
    Unknown,
}

/// The outputs of the root module, after an apply or in a plan.
pub(super) fn outputs(outcome: &Outcome) -> BTreeMap<String, Seen> {
    if let Some(state) = &outcome.state {
        return in_state(state).into_iter().map(|(k, value)| (k, Seen::Known(value))).collect();
    }
    let changes = outcome.plan.as_ref().and_then(|plan| plan["output_changes"].as_object());
    let seen = changes.into_iter().flatten().map(|(name, change)| {
        let seen = match has_unknown(&change["after_unknown"]) {
            true => Seen::Unknown,
            false => Seen::Known(change["after"].clone()),
        };
        (name.clone(), seen)
    });
    seen.collect()
}

/// The outputs that a state holds.
pub(super) fn in_state(state: &str) -> BTreeMap<String, Value> {
    let state: Value = serde_json::from_str(state).unwrap_or_default();
    let outputs = state["outputs"].as_object().cloned().unwrap_or_default();
    outputs.into_iter().map(|(name, mut output)| (name, output["value"].take())).collect()
}

/// Whether `after_unknown`, which has the shape of a value, says that something is not known.
fn has_unknown(mark: &Value) -> bool {
    match mark {
        Value::Bool(unknown) => *unknown,
        Value::Array(items) => items.iter().any(has_unknown),
        Value::Object(map) => map.values().any(has_unknown),
        _ => false,
    }
}

/// The resources that a plan destroys, each with whether another is made in its place.
pub(super) fn destroyed(plan: &Value) -> BTreeMap<String, bool> {
    let changes = resource_changes(plan);
    let destroyed = changes.filter(|(_, actions, _)| actions.contains(&"delete"));
    destroyed.map(|(address, actions, _)| (address.to_owned(), actions.len() > 1)).collect()
}

/// The first resource among those `about` which something is another after a plan, when nothing is
/// destroyed: the address of it or of its attribute, and what it was and is.
pub(super) fn other(
    plan: &Value,
    about: impl Fn(&str) -> bool,
) -> Option<(String, String, String)> {
    let mut ours = resource_changes(plan).filter(|(address, ..)| about(address));
    ours.find_map(|(address, actions, change)| {
        let told = |old: &str, new: &str| Some((address.to_owned(), old.into(), new.into()));
        match actions[..] {
            ["create"] => told("nothing", "a new resource"),
            ["forget"] => told("a managed resource", "no longer managed"),
            ["update"] => {
                let (before, after) = (&change["before"], &change["after"]);
                let known = after.as_object()?.iter().find(|(name, new)| before[*name] != **new);
                let (name, new) = known?;
                let attribute = format!("{address}.{name}");
                Some((attribute, before[name].to_string(), new.to_string()))
            }
            _ => None,
        }
    })
}

/// The managed resources of a plan: address, actions, change.
fn resource_changes(plan: &Value) -> impl Iterator<Item = (&str, Vec<&str>, &Value)> {
    let changes = plan["resource_changes"].as_array().into_iter().flatten();
    changes.filter(|change| change["mode"] == "managed").filter_map(|change| {
        let actions = change["change"]["actions"].as_array()?.iter().filter_map(Value::as_str);
        Some((change["address"].as_str()?, actions.collect(), &change["change"]))
    })
}

/// Whether the resource at an address of the plan is what `subject`, which is an address below the
/// call and perhaps an attribute, is about.
pub(super) fn is_about(address: &str, subject: &str) -> bool {
    let (address, subject) = (without_keys(address), without_keys(subject));
    let Some(address) = address.strip_prefix("module.this.") else { return false };
    let within = |whole: &str, part: &str| {
        whole.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    within(&subject, address) || within(address, &subject)
}

/// An address without the keys in brackets.
fn without_keys(address: &str) -> String {
    let mut plain = String::with_capacity(address.len());
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for c in address.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted && depth > 0 => depth -= 1,
            c if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_plan_is_known_by_its_subject() {
        let bucket = "module.this.aws_s3_bucket.this[\"a].b\\\"\"]";
        assert!(is_about(bucket, "aws_s3_bucket.this"));
        assert!(is_about(bucket, "aws_s3_bucket.this.bucket"));
        assert!(!is_about(bucket, "aws_s3_bucket.thi"));
        assert!(!is_about(bucket, "aws_s3_bucket.this_other"));
        assert!(is_about("module.this[0].module.logs.aws_s3_bucket.this", "module.logs"));
        assert!(!is_about("aws_s3_bucket.this", "aws_s3_bucket.this"));
    }

    #[test]
    fn a_value_of_which_a_part_is_unknown_is_not_known() {
        let plan = serde_json::json!({ "output_changes": {
            "a": { "after": [1], "after_unknown": [false, { "x": true }] },
            "b": { "after": [1], "after_unknown": false },
        } });
        let seen = outputs(&Outcome { plan: Some(plan), ..Outcome::default() });
        assert_eq!(seen["a"], Seen::Unknown);
        assert_eq!(seen["b"], Seen::Known(serde_json::json!([1])));
    }
}
