//! A composition as programs read it: what was decided, why, and what nobody said.

use hcl_rs::Value;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::new::{Composed, Decided, Source};
use crate::compose::link::{Assumption, Linked};
use crate::compose::render::looks_up;
use crate::compose::{Missing, MissingChoice};
use crate::report::{FindingRecord, findings_for_machines};
use crate::resolve::{Resolution, Setting};

/// A service that was composed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Composition {
    /// The service's name.
    pub service: String,
    /// How the intent was understood, when there was one.
    pub understood: Option<Resolution>,
    /// The environments, in order.
    pub environments: Vec<EnvironmentRecord>,
    /// Every value that the service has, and where it comes from.
    pub values: Vec<ValueRecord>,
    /// What the sentence sets and nothing in the service has.
    pub unused: Vec<Setting>,
    /// What stands in for an answer that nobody gave.
    pub assumptions: Vec<AssumptionRecord>,
    /// What nobody said and nothing decides, in the order in which it is best asked.
    pub missing: Vec<MissingRecord>,
    /// What is wrong, and what is worth a look.
    pub findings: Vec<FindingRecord>,
}

/// An environment of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EnvironmentRecord {
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
    /// Its components, those that others depend on first.
    pub components: Vec<ComponentRecord>,
    /// Who serves whom.
    pub links: Vec<LinkRecord>,
}

/// A component of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComponentRecord {
    /// Its name.
    pub name: String,
    /// The module.
    pub module: String,
    /// Its version.
    pub version: String,
    /// The slot that it was added for; none when it was asked for.
    pub added_for: Option<String>,
    /// Whether it makes nothing, and looks up what exists.
    pub looks_up: bool,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LinkRecord {
    /// The taker, as `component.slot`.
    pub to: String,
    /// The server, as `component` or `component.output`.
    pub from: String,
    /// Which rule decided.
    pub rule: &'static str,
}

/// A value of a service.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ValueRecord {
    /// What it is: `name`, `owner`, `component.input` and so on.
    pub key: String,
    /// The environment that it is for; all when there is none.
    pub environment: Option<String>,
    /// The value.
    #[schemars(with = "serde_json::Value")]
    pub value: Value,
    /// Where it comes from, in a word.
    pub source: &'static str,
    /// Where it comes from, in a few words.
    pub why: String,
}

/// Something that stands in for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AssumptionRecord {
    /// What nobody answered.
    pub key: String,
    /// What was assumed.
    pub text: String,
}

/// Something that a person could still say.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MissingRecord {
    /// What it is: `intent`, `name`, `owner`, `choose.QUESTION`, `wire.component.slot` or
    /// `component.input`.
    pub key: String,
    /// Its type, as HCL writes it; `module` and `component` for the names of those.
    #[serde(rename = "type")]
    pub ty: String,
    /// The values that can be chosen.
    #[schemars(with = "Vec<serde_json::Value>")]
    pub choices: Vec<Value>,
    /// The same with what each means, and those that cannot be chosen with the reason.
    pub options: Vec<OptionRecord>,
    /// What is taken where recommendations are accepted.
    #[schemars(with = "Option<serde_json::Value>")]
    pub recommended: Option<Value>,
    /// Whether only a person may decide it.
    pub must_choose: bool,
    /// What it is, and why it is needed.
    pub why: String,
    /// The words of the command line that give it.
    pub fix: String,
}

/// One of the values that something may have.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OptionRecord {
    /// The value.
    #[schemars(with = "serde_json::Value")]
    pub value: Value,
    /// What it means; may be empty.
    pub text: String,
    /// Why it cannot be chosen, when it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl Composition {
    /// What is told of a composition.
    #[must_use]
    pub fn of(composed: &Composed<'_>) -> Self {
        Self {
            service: composed.stack.service.clone(),
            understood: composed.resolution.clone(),
            environments: composed.linked.iter().map(EnvironmentRecord::of).collect(),
            values: composed.values.iter().map(ValueRecord::of).collect(),
            unused: composed.unused.clone(),
            assumptions: composed.assumptions.iter().map(AssumptionRecord::of).collect(),
            missing: composed.missing.iter().map(MissingRecord::of).collect(),
            findings: findings_for_machines(&composed.report.findings, &composed.report.sources),
        }
    }

    /// Whether nothing is missing and nothing is wrong.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.findings.iter().all(|f| f.severity != "error")
    }
}

impl EnvironmentRecord {
    /// What is told of an environment.
    #[must_use]
    pub fn of(linked: &Linked<'_>) -> Self {
        let components = linked.components.iter().map(|placed| ComponentRecord {
            name: placed.name.clone(),
            module: placed.module.name.clone(),
            version: placed.module.version.to_string(),
            added_for: placed.added_for.clone(),
            looks_up: looks_up(placed.module),
        });
        let links = linked.links.iter().map(|link| LinkRecord {
            to: link.to.clone(),
            from: link.from.clone(),
            rule: link.rule.as_str(),
        });
        Self {
            name: linked.environment.clone(),
            region: linked.region.clone(),
            components: components.collect(),
            links: links.collect(),
        }
    }
}

impl ValueRecord {
    /// What is told of a value.
    #[must_use]
    pub fn of(decided: &Decided) -> Self {
        Self {
            key: decided.key.clone(),
            environment: decided.environment.clone(),
            value: decided.value.clone(),
            source: word(&decided.source),
            why: decided.source.to_string(),
        }
    }
}

impl AssumptionRecord {
    /// What is told of an assumption.
    #[must_use]
    pub fn of(assumption: &Assumption) -> Self {
        Self { key: assumption.key.clone(), text: assumption.text.clone() }
    }
}

impl MissingRecord {
    /// What is told of something that is missing.
    #[must_use]
    pub fn of(missing: &Missing) -> Self {
        let open = missing.choices.iter().filter(|choice| choice.refused.is_none());
        let option = |choice: &MissingChoice| OptionRecord {
            value: choice.value.clone(),
            text: choice.text.clone(),
            refused: choice.refused.clone(),
        };
        Self {
            key: missing.key.clone(),
            ty: missing.ty.clone(),
            choices: open.map(|choice| choice.value.clone()).collect(),
            options: missing.choices.iter().map(option).collect(),
            recommended: missing.recommended.as_ref().map(|(value, _)| value.clone()),
            must_choose: missing.must_choose,
            why: missing.why.clone(),
            fix: missing.fix.clone(),
        }
    }
}

/// The source in a word that stays the same from version to version.
fn word(source: &Source) -> &'static str {
    match source {
        Source::Flag => "flag",
        Source::Person => "person",
        Source::AnswersFile => "answers-file",
        Source::Sentence { .. } => "sentence",
        Source::Blueprint { .. } => "blueprint",
        Source::Question { .. } => "question",
        Source::Environment { .. } => "environment",
        Source::Catalog => "catalog",
        Source::Naming => "naming",
        Source::Repository { .. } => "repository",
        Source::Folder => "folder",
        Source::ModuleDefault => "module-default",
        Source::Sample { .. } => "sample",
    }
}
