//! What a token claims, and what follows from it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::super::config::Rule;
use super::untrue;
use crate::error::{Error, Result};
use crate::registry::{Caller, PERSON, Scopes};

/// Longest name of a caller, in bytes.
const MAX_NAME: usize = 200;

/// What a token claims.
pub(super) type Claims = Map<String, Value>;

/// The claims of a token, whether they are true or not.
pub(super) fn unverified(token: &str) -> Option<Claims> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// By whom a token says that it is signed.
pub(super) fn unverified_issuer(token: &str) -> Option<String> {
    match unverified(token)?.remove("iss")? {
        Value::String(issuer) => Some(issuer),
        _ => None,
    }
}

/// Who it is that claims this truly, and what they may do.
pub(super) fn caller(
    claims: &Claims,
    [name, groups]: [Option<&str>; 2],
    rules: &[Rule],
) -> Result<Caller> {
    let name_claim = name.unwrap_or("sub");
    let name = claims.get(name_claim).and_then(text).unwrap_or_default();
    let odd = |c: char| c.is_control() || c.is_whitespace();
    if name.is_empty() || name.len() > MAX_NAME || name.contains(odd) {
        return Err(untrue(format!("the claim {name_claim} is no name")));
    }
    let name = format!("{PERSON}{name}");
    let rule = rules.iter().find(|rule| fits(rule, claims)).ok_or_else(|| {
        Error::forbidden(format!("no rule of this registry lets {name} in"))
            .hint("ask who looks after the registry for a rule that fits what the token claims")
    })?;
    let told = groups.and_then(|claim| claims.get(claim)).map(texts).unwrap_or_default();
    let usable = |group: &String| !group.is_empty() && !group.contains(char::is_whitespace);
    let mut groups: Vec<String> = told.into_iter().filter(usable).collect();
    groups.extend(rule.groups.iter().map(|group| group.value.clone()));
    groups.sort();
    groups.dedup();
    Ok(Caller {
        name,
        is_known: true,
        scopes: Scopes::of(&rule.scopes),
        namespaces: rule.namespaces.iter().map(|namespace| namespace.value.clone()).collect(),
        groups,
        request: String::new(),
    })
}

fn fits(rule: &Rule, claims: &Claims) -> bool {
    rule.claims.iter().all(|(claim, patterns)| {
        let values = claims.get(claim.value.as_str()).map(texts).unwrap_or_default();
        values.iter().any(|value| patterns.as_slice().iter().any(|p| matches(p, value)))
    })
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().filter_map(text).collect(),
        one => text(one).into_iter().collect(),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}

/// Whether a text is as a pattern says: `*` is anything without `/` or `:`, `**` is anything.
fn matches(pattern: &str, text: &str) -> bool {
    let (Some(star), rest) = (pattern.find('*'), pattern) else { return pattern == text };
    let (before, after) = rest.split_at(star);
    let Some(text) = text.strip_prefix(before) else { return false };
    let (after, crosses) = match after.strip_prefix("**") {
        Some(after) => (after, true),
        None => (&after[1..], false),
    };
    let end = if crosses { text.len() } else { text.find(['/', ':']).unwrap_or(text.len()) };
    let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    ends.any(|at| at <= end && matches(after, &text[at..]))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stays_within_one_part_and_two_cross() {
        let yes = [
            ("acme/payments", "acme/payments"),
            ("acme/*", "acme/payments"),
            ("repo:acme/*:ref:refs/heads/main", "repo:acme/x:ref:refs/heads/main"),
            ("refs/tags/v*", "refs/tags/v1.0.0"),
            ("refs/heads/**", "refs/heads/feature/x"),
            ("*", ""),
            ("a*c*e", "abcde"),
        ];
        for (pattern, text) in yes {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        let no = [
            ("acme/*", "acme-evil/payments"),
            ("acme/*", "evil/acme/payments"),
            ("acme/*", "acme/payments/x"),
            ("acme", "acme/payments"),
            ("repo:acme/*:ref:refs/heads/main", "repo:acme/x:environment:y:ref:refs/heads/main"),
            ("refs/heads/main", "refs/heads/main2"),
            ("", "x"),
        ];
        for (pattern, text) in no {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
