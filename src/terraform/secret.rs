//! Secrets and references to them: what tells one from the other in what a person wrote.
//!
//! Never evidence that there is no secret: only well-known forms and names are seen.

use std::sync::LazyLock;

use hcl_rs::Value;
use regex::Regex;

/// What a reference to a secret may look like, for helps and refusals.
pub const FORMS: &str = "an ARN of Secrets Manager or the SSM parameter store, \
     secretsmanager:NAME, ssm:NAME, module.COMPONENT.OUTPUT, or var.NAME for what is given at run time";

/// Says what is wrong with what was given as a reference to a secret.
///
/// The text itself is never part of what is said: it may be the secret.
///
/// # Errors
/// Why it is no reference.
pub fn reference(text: &str) -> Result<(), String> {
    static REFERENCE: LazyLock<Regex> = LazyLock::new(|| {
        let forms = "^(?:arn:[a-z0-9-]+:secretsmanager:[a-z0-9-]*:[0-9]*:secret:[A-Za-z0-9/_+=.@:-]+\
             |arn:[a-z0-9-]+:ssm:[a-z0-9-]*:[0-9]*:parameter/[A-Za-z0-9/_.-]+\
             |secretsmanager:[A-Za-z0-9/_+=.@-]+\
             |ssm:[A-Za-z0-9/_.-]+\
             |var\\.[a-z][a-z0-9_]*\
             |module\\.[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*)$";
        Regex::new(forms).expect("the forms of a reference are a constant")
    });
    if REFERENCE.is_match(text) && exposed(text).is_none() {
        return Ok(());
    }
    Err(format!("that is not a reference, and a secret is never written down: give {FORMS}"))
}

/// What a text gives away, when it holds a secret of a well-known form.
#[must_use]
pub fn exposed(text: &str) -> Option<&'static str> {
    static KNOWN: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let forms = [
            (r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", "an AWS access key"),
            (r"-----BEGIN [A-Z ]*PRIVATE KEY", "a private key"),
            (r"\b(?:gh[opsur]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})", "a GitHub token"),
            (r"\bglpat-[A-Za-z0-9_-]{16,}", "a GitLab token"),
            (r"\bxox[abeprs]-[A-Za-z0-9-]{10,}", "a Slack token"),
            (r"\b[rs]k_live_[A-Za-z0-9]{16,}", "a Stripe key"),
            (r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.", "a signed token"),
            (r"\b[a-z][a-z0-9+.-]*://[^\s/:@]+:[^\s/@$]+@", "a password in an address"),
        ];
        let compiled = forms.into_iter().map(|(form, what)| {
            (Regex::new(form).expect("the forms of secrets are constants"), what)
        });
        compiled.collect()
    });
    KNOWN.iter().find(|(form, _)| form.is_match(text)).map(|(_, what)| *what)
}

/// The same as [`exposed`] for every text within a value.
#[must_use]
pub fn exposed_in(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(text) => exposed(text),
        Value::Array(items) => items.iter().find_map(exposed_in),
        Value::Object(entries) => {
            entries.iter().find_map(|(key, value)| exposed(key).or_else(|| exposed_in(value)))
        }
        _ => None,
    }
}

/// A reference as a stack holds it: what is given at run time is a variable of the root module,
/// and an output of another component is that.
#[must_use]
pub fn in_stack(reference: &str) -> Value {
    if reference.starts_with("var.") || reference.starts_with("module.") {
        return Value::from(format!("${{{reference}}}"));
    }
    Value::from(reference)
}

/// Whether what an input or attribute of that name holds is a secret, going by the name alone.
#[must_use]
pub fn named_like_one(name: &str) -> bool {
    const ENDS: [&str; 12] = [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "api_key",
        "apikey",
        "access_key",
        "private_key",
        "secret_key",
        "credential",
        "credentials",
    ];
    let name = name.to_ascii_lowercase().replace('-', "_");
    let rests = ENDS.iter().filter_map(|end| name.strip_suffix(end));
    rests.into_iter().any(|rest| rest.is_empty() || rest.ends_with('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_pass_and_secrets_do_not() {
        for good in [
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders/api-key-AbCdEf",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/orders/api-key",
            "secretsmanager:orders/api-key",
            "ssm:/orders/api-key",
            "var.api_key",
        ] {
            assert_eq!(reference(good), Ok(()), "{good}");
        }
        for bad in [
            "hunter2",
            "",
            "AKIAIOSFODNN7EXAMPLE",
            "secretsmanager:AKIAIOSFODNN7EXAMPLE",
            "arn:aws:s3:::bucket",
            "var.x y",
            "${var.x}",
        ] {
            let problem = reference(bad).unwrap_err();
            assert!(bad.is_empty() || !problem.contains(bad), "{problem}");
        }
    }

    #[test]
    fn names_of_secrets_are_told_from_names_of_their_places() {
        for name in ["password", "db_password", "api-key", "github_token", "clientSecret_secret"] {
            assert!(named_like_one(name), "{name}");
        }
        for name in ["secret_arn", "password_length", "partition_key", "tokens", "secretary"] {
            assert!(!named_like_one(name), "{name}");
        }
    }

    #[test]
    fn secrets_of_known_forms_are_seen_inside_values() {
        let value = super::super::literal::object([(
            "DATABASE_URL",
            Value::from("postgres://app:hunter2@db/app"),
        )]);
        assert_eq!(exposed_in(&value), Some("a password in an address"));
        assert_eq!(exposed("postgres://app:${var.password}@db/app"), None);
        assert_eq!(exposed("an API with Postgres at https://example.com/a:b@c"), None);
    }
}
