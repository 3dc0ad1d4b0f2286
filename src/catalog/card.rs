//! A module's card, `module.yaml`, as it is written.
//!
//! Holds what HCL cannot say and nothing that HCL says. Whether the names in it exist is
//! checked elsewhere; [`super::CatalogModule`] is the card understood.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Located, Phrase, ShortOr};

/// The card of one module, `modules/NAME/module.yaml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Module card")]
pub struct Card {
    /// Name of the module; the same as the name of its folder.
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    pub name: Located<String>,
    /// Version of the module, by semantic versioning.
    #[schemars(example = "1.0.0")]
    pub version: Located<String>,
    /// One plain sentence of at most 120 characters that says what one gets.
    #[schemars(length(min = 1, max = 120))]
    pub summary: Located<String>,
    /// The team that answers for the module.
    #[schemars(length(min = 1))]
    pub owner: Located<String>,
    /// How far the module is in its life; only approved modules are offered.
    pub lifecycle: Located<Lifecycle>,
    /// Why the module is deprecated or revoked.
    #[serde(default)]
    pub reason: Option<Located<String>>,
    /// The module to move to from a deprecated or revoked one.
    #[serde(default)]
    pub successor: Option<Located<String>>,
    /// The day until which a deprecated module may be used, such as `2027-03-31`.
    #[serde(default)]
    #[schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub until: Option<Located<String>>,
    /// What a developer would call it; the words by which an intent finds the module.
    #[serde(default)]
    pub aliases: Vec<Located<String>>,
    /// Phrases that contain an alias and mean something else.
    #[serde(default)]
    pub not_aliases: Vec<Located<String>>,
    /// What people do with it, in their words: `keep uploaded photos`. Where no alias decides, the
    /// card that answers a sentence best by these words may be chosen.
    #[serde(default)]
    pub uses: Vec<Located<String>>,
    /// What a sentence may say about it, and the values of inputs that follow.
    #[serde(default)]
    pub phrases: Vec<Phrase>,
    /// The raw resource types that this module stands in for.
    #[serde(default)]
    pub replaces: Vec<Located<String>>,
    /// What a component of this module is called when nobody names it; the module's name if absent.
    #[serde(default)]
    #[schemars(regex(pattern = "^[a-z][a-z0-9_]*$"))]
    pub component: Option<Located<String>>,
    /// The inputs worth asking a person about, most important first.
    #[serde(default)]
    #[schemars(length(max = 5))]
    pub ask: Vec<Located<String>>,
    /// Stand-in values for inputs that are required and have no safe default.
    #[serde(default)]
    pub samples: BTreeMap<Located<String>, Sample>,
    /// The capabilities this module provides, each with the output that carries it.
    #[serde(default)]
    pub provides: BTreeMap<Located<String>, Located<ShortOr<Provides>>>,
    /// The capabilities this module cannot do without, each with the input that takes it.
    #[serde(default)]
    pub requires: BTreeMap<Located<String>, Located<ShortOr<Takes>>>,
    /// The capabilities this module uses when something provides them.
    #[serde(default)]
    pub accepts: BTreeMap<Located<String>, Located<ShortOr<Takes>>>,
    /// What the module guarantees whatever its inputs.
    #[serde(default)]
    pub guardrails: Vec<Guardrail>,
    /// What `pave vet` and outside scanners find in the module and its owner lets pass.
    #[serde(default)]
    pub waivers: Vec<Waiver>,
    /// Where a module of others was taken from; absent for one of our own.
    #[serde(default)]
    pub imported: Option<Imported>,
}

/// How far a module is in its life.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Lifecycle {
    /// Being written; offered to nobody.
    Draft,
    /// Waiting for its reviewers; offered to nobody.
    InReview,
    /// May be used.
    Approved,
    /// Still works; new services should take its successor.
    Deprecated,
    /// Must not be used; who uses it already is warned.
    Revoked,
}

impl Lifecycle {
    /// The word that stands for it in a card.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in-review",
            Self::Approved => "approved",
            Self::Deprecated => "deprecated",
            Self::Revoked => "revoked",
        }
    }
}

/// A stated stand-in for an input that the reader should set before applying.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// The stand-in; it must fit the input's type.
    #[schemars(with = "serde_json::Value")]
    pub value: Located<hcl_rs::Value>,
    /// What it is, and what to do about it.
    #[serde(default)]
    pub note: Option<Located<String>>,
}

/// Where a capability comes from, spelt out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provides {
    /// The output that is the capability, or for each field of the capability an output or a path into one.
    pub from: Located<ShortOr<BTreeMap<Located<String>, Located<String>>>>,
}

/// Where a capability goes, spelt out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Takes {
    /// The input that takes the capability, or for each of several inputs a field of the capability.
    pub into: Located<ShortOr<BTreeMap<Located<String>, Located<String>>>>,
    /// Whether the input is a map that takes every component providing it.
    #[serde(default)]
    pub many: bool,
    /// The capability, when the slot has another name than it.
    #[serde(default)]
    pub capability: Option<Located<String>>,
}

/// One thing the module guarantees whatever its inputs.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guardrail {
    /// Name of the guardrail, unique in the card.
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    pub id: Located<String>,
    /// The guarantee in one sentence.
    #[schemars(length(min = 1, max = 120))]
    pub text: Located<String>,
    /// Addresses in the module that uphold it, such as `aws_db_instance.this.publicly_accessible`,
    /// or `var.size` where what a variable's validations refuse does.
    #[serde(default)]
    pub at: Vec<Located<String>>,
    /// Ids of the published controls it answers, such as `CKV_AWS_17`.
    #[serde(default)]
    pub controls: Vec<Located<String>>,
}

/// Something that is found in the module and let pass, with the reason.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The rule: one of `pave vet`, or a scanner's, such as `CKV_AWS_144`.
    #[schemars(length(min = 1, max = 120))]
    pub rule: Located<String>,
    /// The file or the address for which it is let pass, such as `main.tf` or `aws_s3_bucket.this`;
    /// everywhere if absent.
    #[serde(default)]
    pub at: Option<Located<String>>,
    /// Why it is let pass, in one sentence.
    #[schemars(length(min = 1, max = 300))]
    pub reason: Located<String>,
    /// The last day on which it is let pass, such as `2027-03-31`; for good if absent.
    #[serde(default)]
    #[schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub until: Option<Located<String>>,
}

/// Where a module of others was taken from, and what was done to it; `pave import` writes it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Imported {
    /// The source address, as Terraform takes it.
    pub source: Located<String>,
    /// The version, of what has one.
    #[serde(default)]
    pub version: Option<Located<String>>,
    /// The commit, of what came from git.
    #[serde(default)]
    pub commit: Option<Located<String>>,
    /// SHA-256 of the archive, of what came as one.
    #[serde(default)]
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub archive: Option<Located<String>>,
    /// The tree hash of all the package's files as they came, `h1:…`.
    #[schemars(regex(pattern = "^h1:"))]
    pub tree: Located<String>,
    /// The packages that it calls, which lie in its folder now.
    #[serde(default)]
    pub nested: Vec<NestedImport>,
    /// The files that differ from the package's, by path.
    #[serde(default)]
    pub changed: Vec<Located<String>>,
    /// The files of the package that are not here, by path.
    #[serde(default)]
    pub left_out: Vec<Located<String>>,
}

impl Imported {
    /// The source and what stays the same about it, in a line.
    #[must_use]
    pub fn told(&self) -> String {
        let mut text = self.source.value.clone();
        for part in [&self.version, &self.commit].into_iter().flatten() {
            text.push(' ');
            text.push_str(part);
        }
        text
    }
}

/// A package that an imported module calls, and that lies in the module's folder now.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NestedImport {
    /// Its folder in the module, such as `imported/kms`.
    pub folder: Located<String>,
    /// The source address, as Terraform takes it.
    pub source: Located<String>,
    /// The version, of what has one.
    #[serde(default)]
    pub version: Option<Located<String>>,
    /// The commit, of what came from git.
    #[serde(default)]
    pub commit: Option<Located<String>>,
    /// SHA-256 of the archive, of what came as one.
    #[serde(default)]
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub archive: Option<Located<String>>,
    /// The tree hash of all the package's files as they came, `h1:…`.
    #[schemars(regex(pattern = "^h1:"))]
    pub tree: Located<String>,
}
