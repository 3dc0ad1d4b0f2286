//! Secrets that stand in configuration as they are.
//!
//! Found by where they stand and by what they look like; a secret that is neither is for a secret
//! scanner to find.

use super::choice::Choice;
use super::schema_kind;
use super::syntax::{each_attribute, with_block};
use crate::diag::{Finding, SourceId};
use crate::hcl::syntax::{Expr, ExprKind, ObjectKey, TemplatePart};
use crate::schema::{Block, Providers};

/// Words that a name ends with whose value is a secret.
const NAMES: [&str; 14] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "secret_key",
    "secret_string",
    "secret_binary",
    "token",
    "auth_token",
    "access_key",
    "private_key",
    "private_key_pem",
    "api_key",
    "credentials",
];

/// Every secret in what is taken over.
pub(super) fn find(choice: &Choice) -> Vec<Finding> {
    let mut found = Vec::new();
    for resource in &choice.resources {
        let provider = Providers::embedded().of_type(&resource.kind);
        let schema = provider.and_then(|p| p.schema(schema_kind(resource), &resource.kind));
        with_block(choice, resource, |block| {
            each_attribute(&block.body, "", &mut |path, attribute| {
                let hidden = schema.is_some_and(|schema| is_hidden(&schema.block, path));
                let name = path.rsplit('.').next().unwrap_or(path);
                let mut secrets = Vec::new();
                strings(&attribute.value, hidden || is_secret_name(name), &mut secrets);
                for expr in secrets {
                    found.push(finding(resource.place.source, expr, name));
                }
            });
        });
    }
    for variable in choice.module.variables.values() {
        let Some(default) = variable.default.as_ref() else { continue };
        let Some(expr) = choice.module.expr(default.place) else { continue };
        let mut secrets = Vec::new();
        let hidden = variable.sensitive || is_secret_name(&variable.name);
        strings(&expr, hidden, &mut secrets);
        let used = used(choice, &format!("var.{}", variable.name));
        for expr in secrets.into_iter().filter(|_| used) {
            found.push(finding(default.place.source, expr, &variable.name));
        }
    }
    for local in choice.module.locals.values() {
        let Some(expr) = choice.module.expr(local.value.place) else { continue };
        let mut secrets = Vec::new();
        strings(&expr, is_secret_name(&local.name), &mut secrets);
        let used = used(choice, &format!("local.{}", local.name));
        for expr in secrets.into_iter().filter(|_| used) {
            found.push(finding(local.value.place.source, expr, &local.name));
        }
    }
    found
}

fn finding(source: SourceId, expr: &Expr<'_>, name: &str) -> Finding {
    Finding::error("scaffold", format!("`{name}` is a secret as it stands")).at(
        source,
        expr.span,
        "not taken over",
    )
}

/// Whether anything that is taken over names a variable or a local value.
fn used(choice: &Choice, address: &str) -> bool {
    choice.resources.iter().any(|resource| {
        let text = choice.module.text(resource.place);
        text.match_indices(address).any(|(at, _)| {
            let next = text[at + address.len()..].chars().next();
            !next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        })
    })
}

/// Whether the schema hides what stands at a path.
fn is_hidden(block: &Block, path: &str) -> bool {
    match path.split_once('.') {
        Some((first, rest)) => {
            block.nested(first).is_some_and(|nested| is_hidden(&nested.block, rest))
        }
        None => block.attribute(path).is_some_and(|a| a.sensitive || a.write_only),
    }
}

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    NAMES.iter().any(|known| crate::app::scaffold::words::ends_with_word(&name, known))
}

/// The strings of an expression that are secrets: all of them when `hidden`, else by their look.
fn strings<'e, 's>(expr: &'e Expr<'s>, hidden: bool, found: &mut Vec<&'e Expr<'s>>) {
    match &expr.kind {
        ExprKind::String(text) => {
            if (hidden && !text.trim().is_empty()) || looks_secret(text) {
                found.push(expr);
            }
        }
        ExprKind::Template(parts) => {
            let literal = |part: &TemplatePart<'_>| matches!(part, TemplatePart::Literal(text) if looks_secret(text));
            if parts.iter().any(literal) {
                found.push(expr);
            }
            expr.for_each_child(|child| strings(child, false, found));
        }
        ExprKind::Object(items) => {
            for item in items {
                let key = match &item.key {
                    ObjectKey::Name(name) => Some(name.text),
                    ObjectKey::Expr(key) => key.as_str(),
                };
                strings(&item.value, hidden || key.is_some_and(is_secret_name), found);
            }
        }
        // The name of a thing that is looked up is none of its contents.
        ExprKind::Call { .. } | ExprKind::Index(..) => {
            let wraps = matches!(&expr.kind, ExprKind::Call { name, .. }
                if ["jsonencode", "base64encode", "sensitive", "tostring"].contains(&name.text));
            expr.for_each_child(|child| strings(child, hidden && wraps, found));
        }
        ExprKind::Conditional(parts) => {
            strings(&parts[0], false, found);
            strings(&parts[1], hidden, found);
            strings(&parts[2], hidden, found);
        }
        _ => expr.for_each_child(|child| strings(child, hidden, found)),
    }
}

/// Whether a text is what keys of access and private keys look like.
fn looks_secret(text: &str) -> bool {
    let access_key = text.match_indices("AKIA").any(|(at, _)| {
        let rest = text[at + 4..].bytes().take(16);
        rest.clone().count() == 16
            && rest.clone().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    });
    access_key
        || (text.contains("-----BEGIN ") && text.contains("PRIVATE KEY"))
        || text.starts_with("ghp_")
        || text.starts_with("xoxb-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_only_speaks_of_a_secret_holds_none() {
        for name in ["password", "master_password", "DB_PASSWORD", "auth-token"] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["password_length", "secret_arn", "manage_master_user_password_x", "tokens"] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn a_key_is_known_by_its_look() {
        assert!(looks_secret("AKIAIOSFODNN7EXAMPLE") && !looks_secret("AKIA"));
        assert!(looks_secret("-----BEGIN RSA PRIVATE KEY-----\nx"));
    }
}
