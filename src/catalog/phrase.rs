//! What people say when they want an input set, as a card writes it.
//!
//! Reads `backups for <days>` into its parts; finding them in a sentence is the resolver's work.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Located;
use super::words::words;

/// What a sentence may say about a module, and what follows: values, a fact, or that it cannot be.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// The ways to say it, such as `internet facing` or `backups for <days>`.
    ///
    /// Placeholders stand for values: `<number>` for a number in digits or words, `<days>` for a
    /// length of time in days ("two weeks" is 14, "seven years" is 2557), `<seconds>` for one in
    /// seconds, `<gigabytes>` for an amount of storage, `<word>` for any one word.
    #[schemars(length(min = 1))]
    pub say: Vec<Located<String>>,
    /// The values of input variables that it means; a value may be a placeholder of `say`.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub set: BTreeMap<Located<String>, Located<hcl_rs::Value>>,
    /// What of it holds whatever the inputs are, in one sentence.
    #[serde(default)]
    #[schemars(length(min = 1, max = 120))]
    pub holds: Option<Located<String>>,
    /// What the module cannot do, in a few words; a sentence that asks for it is told so.
    #[serde(default)]
    #[schemars(length(min = 1, max = 60))]
    pub lacks: Option<Located<String>>,
}

/// One part of a way to say something.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PhrasePart {
    /// A word, as words are compared.
    Word(String),
    /// A value.
    Placeholder(Placeholder),
}

/// A kind of value in a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placeholder {
    /// A number in digits or words.
    Number,
    /// A length of time, in days.
    Days,
    /// A length of time, in seconds.
    Seconds,
    /// An amount of storage, in gigabytes.
    Gigabytes,
    /// Any one word.
    Word,
}

impl Placeholder {
    /// Every placeholder, as it is written.
    pub const ALL: [(&'static str, Self); 5] = [
        ("<number>", Self::Number),
        ("<days>", Self::Days),
        ("<seconds>", Self::Seconds),
        ("<gigabytes>", Self::Gigabytes),
        ("<word>", Self::Word),
    ];

    /// The placeholder that is written like this.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, placeholder)| *placeholder)
    }

    /// How it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, placeholder)| *placeholder == self);
        found.expect("every placeholder is in the list").0
    }
}

/// Reads one way to say something.
///
/// # Errors
/// One clause that says what is wrong with it.
pub fn phrase_parts(say: &str) -> Result<Vec<PhrasePart>, String> {
    let mut parts = Vec::new();
    let mut rest = say;
    while let Some(start) = rest.find('<') {
        push_words(&rest[..start], &mut parts);
        let Some(length) = rest[start..].find('>') else {
            return Err("has a `<` without its `>`".to_owned());
        };
        let name = &rest[start..=start + length];
        let Some(placeholder) = Placeholder::named(name) else {
            return Err(format!("has the placeholder `{name}`, which is none"));
        };
        parts.push(PhrasePart::Placeholder(placeholder));
        rest = &rest[start + length + 1..];
    }
    push_words(rest, &mut parts);
    let placeholders = parts.iter().filter(|p| matches!(p, PhrasePart::Placeholder(_))).count();
    match (parts.len() - placeholders, placeholders) {
        // An amount with its unit says what it is an amount of; a number alone does not.
        (0, 1) if parts[0] == PhrasePart::Placeholder(Placeholder::Gigabytes) => Ok(parts),
        (0, _) => Err("has no word of its own".to_owned()),
        (_, 0 | 1) => Ok(parts),
        _ => Err("has more than one placeholder".to_owned()),
    }
}

fn push_words(text: &str, parts: &mut Vec<PhrasePart>) {
    parts.extend(words(text).into_iter().map(|word| PhrasePart::Word(word.stem)));
}
