//! What a sentence was understood to ask for.

use schemars::JsonSchema;
use serde::Serialize;

/// What a sentence was understood to ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Resolution {
    /// The sentence.
    pub intent: String,
    /// The components, in the order in which they were named.
    pub components: Vec<Chosen>,
    /// The blueprint, when the sentence names one; its components are among `components`.
    pub blueprint: Option<ChosenBlueprint>,
    /// The name of the service, when the sentence gives one.
    pub service_name: Option<ServiceName>,
    /// The environments named.
    pub environments: Vec<Place>,
    /// The region named, as the provider calls it.
    pub region: Option<Place>,
    /// What the sentence says it does not want.
    pub removed: Vec<Removed>,
    /// Cloud services that the sentence names and the catalog does not have.
    pub not_covered: Vec<NotCovered>,
    /// Words that decided nothing, in the order of the sentence; small words are left out.
    pub unused_words: Vec<String>,
}

/// One component, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Chosen {
    /// The module.
    pub module: String,
    /// The name of the component: a Terraform identifier, unique in the resolution.
    pub name: String,
    /// Which words chose it, and how.
    pub why: Why,
}

/// The reason for a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Why {
    /// The words of the sentence.
    pub words: String,
    /// What made them count.
    pub rule: Rule,
}

/// What made words count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// They are the module's name or one of its aliases.
    Alias,
    /// A number before the alias asks for several.
    Count,
    /// The alias is named again as another one.
    Another,
    /// The blueprint has it.
    Blueprint,
    /// They name a deprecated module, whose successor this is.
    Successor,
}

/// The blueprint chosen, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChosenBlueprint {
    /// Its name.
    pub name: String,
    /// The words of the sentence.
    pub words: String,
}

/// The name of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ServiceName {
    /// Lower-case letters, digits and hyphens, starting with a letter.
    pub name: String,
    /// Whether it was guessed from a word such as `payments` in `a payments API`, not given.
    pub guessed: bool,
}

/// An environment or region that the sentence names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// Its name in the catalog.
    pub name: String,
    /// The words of the sentence.
    pub words: String,
}

/// Something the sentence says it does not want.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Removed {
    /// The module.
    pub module: String,
    /// The words of the sentence, the negation included.
    pub words: String,
}

/// A cloud service that the catalog does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotCovered {
    /// Its usual name.
    pub service: String,
    /// The words of the sentence.
    pub words: String,
}
