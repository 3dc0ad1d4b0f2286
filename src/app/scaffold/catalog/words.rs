//! The words that a new catalog is described in, and the texts that are made of them.

use super::plan::ProviderPlan;
use crate::error::{Error, Result};
use crate::schema::Providers;

/// The registry that stands in for one that nobody named.
#[must_use]
pub fn recommended_registry(organisation: &str) -> String {
    format!("registry.{}.example", slug(organisation))
}

/// The environments that stand in for ones that nobody named.
pub const RECOMMENDED_ENVIRONMENTS: [&str; 2] = ["dev=eu-west-1", "prod=eu-west-1"];

/// Checks that a word is `NAME=SOURCE@VERSION`, or the name of a provider whose schema is known.
///
/// # Errors
/// When it is neither.
pub fn known_provider(word: &str) -> Result<()> {
    provider(word).map(|_| ())
}

/// Checks that a word is `NAME=REGION`.
///
/// # Errors
/// When it is not.
pub fn known_environment(word: &str) -> Result<()> {
    environment(word).map(|_| ())
}

/// What an environment of a usual name is for.
pub(super) fn summary(name: &str) -> String {
    match name {
        "dev" => "For trying things out.",
        "test" => "For testing together.",
        "staging" | "stage" => "For a last look before customers.",
        "prod" | "production" => "For customers.",
        _ => return format!("The environment {name}."),
    }
    .to_owned()
}

pub(super) fn provider(word: &str) -> Result<ProviderPlan> {
    let wrong = || {
        Error::usage(format!("`{word}` is no provider"))
            .hint("write NAME=SOURCE@VERSION, such as aws=hashicorp/aws@6.62.0")
            .hint("or the name alone of one whose schema is known, such as aws")
    };
    let Some((name, rest)) = word.split_once('=') else { return known(word).ok_or_else(wrong) };
    let (source, version) = rest.split_once('@').ok_or_else(wrong)?;
    if [name, source, version].iter().any(|part| part.trim().is_empty()) {
        return Err(wrong());
    }
    let (source, version) = (quoted(source.trim()), quoted(version.trim()));
    Ok(ProviderPlan { name: name.trim().to_owned(), source, version })
}

/// A provider whose schema is known.
pub(super) fn known(name: &str) -> Option<ProviderPlan> {
    let provider = Providers::embedded().find(name)?;
    let source = provider.address().split_once('/').map_or("", |(_, source)| source).to_owned();
    let version = provider.version().to_string();
    Some(ProviderPlan { name: name.to_owned(), source, version })
}

pub(super) fn environment(word: &str) -> Result<(String, String)> {
    match word.split_once('=') {
        Some((name, region)) if !name.trim().is_empty() && !region.trim().is_empty() => {
            Ok((name.trim().to_owned(), region.trim().to_owned()))
        }
        _ => Err(Error::usage(format!("`{word}` is no environment"))
            .hint("write NAME=REGION, such as dev=eu-west-1")),
    }
}

/// A text as YAML may hold it, in quotes where it could mean something else.
pub(super) fn quoted(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || " -_./".contains(c))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
            .contains(&text.to_ascii_lowercase().as_str())
        && text.trim() == text;
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// A name as a part of a host name.
pub(super) fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "acme".to_owned() } else { parts.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_yaml_is_read_back_as_it_was() {
        for text in
            ["Acme", "no", "1.0", "a: b", "ÄÖ \"x\"", ">= 1.11.0, < 2.0.0", "", "a # b", "x "]
        {
            let read: String = serde_saphyr::from_str(&quoted(text)).unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn a_registry_is_named_after_the_organisation() {
        assert_eq!(recommended_registry("Acme & Söhne"), "registry.acme-s-hne.example");
        assert_eq!(recommended_registry("日本"), "registry.acme.example");
    }
}
