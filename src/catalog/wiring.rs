//! How a module takes part in wiring: what it provides, and the slots that others fill.
//!
//! This is the card's `provides`, `requires` and `accepts` understood. Who is linked to whom is
//! not decided here.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A place inside a module's outputs: an output, or a path into one.
///
/// Written as after `module.NAME.`: `cluster_endpoint`, `master_user_secret[0].secret_arn`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath {
    /// The output.
    pub output: String,
    /// The way into its value; empty for the whole output.
    pub steps: Vec<Step>,
}

/// One step into a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// `.name`
    Attribute(String),
    /// `[0]`
    Index(u32),
    /// `["key"]`
    Key(String),
}

/// What carries a capability out of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Provision {
    /// One output is the capability.
    Whole(OutputPath),
    /// Each field of the capability comes from its own place.
    Fields(BTreeMap<String, OutputPath>),
}

/// A place in a module where a capability goes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Name of the slot, unique in the module; as a rule that of the capability.
    pub name: String,
    /// The capability it takes.
    pub capability: String,
    /// Whether the module cannot do without.
    pub required: bool,
    /// Whether the input is a map that takes every component providing the capability.
    pub many: bool,
    /// Where in the module it goes.
    pub target: Target,
}

/// Where in a module a capability goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One input takes the whole capability, or a map of them when the slot takes many.
    Whole(String),
    /// Each of several inputs takes one field: input to field.
    Fields(BTreeMap<String, String>),
}

impl Target {
    /// The inputs that the slot sets, in alphabetical order.
    pub fn inputs(&self) -> Vec<&str> {
        match self {
            Self::Whole(input) => vec![input],
            Self::Fields(fields) => fields.keys().map(String::as_str).collect(),
        }
    }
}

impl FromStr for OutputPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (output, mut rest) =
            name(text).ok_or_else(|| format!("expected the name of an output, found `{text}`"))?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (step, after) = step(rest)
                .ok_or_else(|| format!("expected `.name`, `[0]` or `[\"key\"]`, found `{rest}`"))?;
            steps.push(step);
            rest = after;
        }
        Ok(Self { output: output.to_owned(), steps })
    }
}

fn step(text: &str) -> Option<(Step, &str)> {
    if let Some(rest) = text.strip_prefix('.') {
        let (name, rest) = name(rest)?;
        return Some((Step::Attribute(name.to_owned()), rest));
    }
    let (inside, rest) = text.strip_prefix('[')?.split_once(']')?;
    let step = match inside.strip_prefix('"') {
        Some(key) => {
            let key = key.strip_suffix('"')?;
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
            if key.is_empty() || !key.chars().all(plain) {
                return None;
            }
            Step::Key(key.to_owned())
        }
        None if inside.bytes().all(|b| b.is_ascii_digit()) => Step::Index(inside.parse().ok()?),
        None => return None,
    };
    Some((step, rest))
}

/// The HCL name at the start of `text`, and what follows it.
fn name(text: &str) -> Option<(&str, &str)> {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return None;
    }
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
        .unwrap_or(text.len());
    Some(text.split_at(end))
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.output)?;
        self.steps.iter().try_for_each(|step| match step {
            Step::Attribute(name) => write!(f, ".{name}"),
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Key(key) => write!(f, "[\"{key}\"]"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_into_an_output_reads_back_as_it_was_written() {
        for text in
            ["endpoint", "cluster.endpoint", "secret[0].secret_arn", "by_zone[\"eu-west-1a\"].id"]
        {
            assert_eq!(text.parse::<OutputPath>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn anything_else_than_a_path_is_refused() {
        for text in [
            "",
            "1a",
            "a.",
            "a[",
            "a[x]",
            "a[-1]",
            "a[*]",
            "a.*",
            "${a}",
            "a b",
            "a[\"${b}\"]",
            "a[]",
            "a[\"\"]",
            "a[99999999999]",
        ] {
            assert!(text.parse::<OutputPath>().is_err(), "{text}");
        }
    }
}
