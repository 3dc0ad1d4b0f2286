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
    /// Cloud services that the sentence names and the catalog does not have, and what it wants of
    /// a module that the module cannot do.
    pub not_covered: Vec<NotCovered>,
    /// Values of input variables that the sentence gives, in its order.
    pub settings: Vec<Setting>,
    /// What the sentence asks for that holds whatever the inputs are.
    pub holds: Vec<Holding>,
    /// Words that were read as others: slips of the keyboard in what a catalog calls things.
    pub corrections: Vec<Correction>,
    /// Modules that come close to words which chose none; nothing is made of them.
    pub suggestions: Vec<Suggestion>,
    /// What the chosen modules cannot do without, and who answers for it in each environment.
    pub needs: Vec<Need>,
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
    /// How well the card answers, in hundredths, where the rule is [`Rule::Ranked`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<u32>,
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
    /// They are what a resource type is called that only this module stands in for.
    Replaces,
    /// No alias has them; they answer to this module's card clearly and to no other.
    Ranked,
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
    /// Its usual name; or, with a module, what that module cannot do.
    pub service: String,
    /// The words of the sentence.
    pub words: String,
    /// The module that is in the catalog and cannot do this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
}

/// A value of an input variable that the sentence gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Setting {
    /// The module.
    pub module: String,
    /// The component; `None` for whichever components of that module there will be.
    pub component: Option<String>,
    /// The input variable.
    pub input: String,
    /// Its value.
    #[schemars(with = "serde_json::Value")]
    pub value: hcl_rs::Value,
    /// The words of the sentence.
    pub words: String,
}

/// Something the sentence asks for that a module does anyway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Holding {
    /// The module.
    pub module: String,
    /// What it does, as its card says it.
    pub text: String,
    /// The words of the sentence.
    pub words: String,
}

/// A word that was read as another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Correction {
    /// As the sentence has it.
    pub written: String,
    /// As the catalog, or a list of services, has it.
    pub meant: String,
}

/// Modules that come close to words which chose none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suggestion {
    /// The words of the sentence.
    pub words: String,
    /// The modules, closest first.
    pub modules: Vec<String>,
}

/// A capability that chosen modules, or those that answer for them, cannot do without.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Need {
    /// The capability.
    pub capability: String,
    /// The modules that need it, by name.
    pub needed_by: Vec<String>,
    /// Who answers in each environment, in the catalog's order of environments.
    pub answers: Vec<Answer>,
}

/// Who answers for a capability in one environment, as far as the catalog alone says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answer {
    /// The environment.
    pub environment: String,
    /// The module; `None` where there is none, or no rule decides.
    pub module: Option<String>,
    /// What decides.
    pub rule: AnswerRule,
    /// The modules to choose from, where no rule decides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
}

/// What decides who answers for a capability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerRule {
    /// A component that was asked for provides it.
    Component,
    /// The environment names the module.
    Environment,
    /// The catalog names it for all environments.
    CatalogDefault,
    /// No other approved module provides it.
    OnlyModule,
    /// Several could, and nothing says which.
    Ambiguous,
    /// No approved module provides it.
    Nobody,
}
