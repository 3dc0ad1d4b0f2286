//! A module's card as an agent reads it: only what was approved, cleaned, in few words.

use std::collections::BTreeMap;

use hcl_rs::Value;
use schemars::JsonSchema;
use serde::Serialize;

use super::clean::{clean, quote};
use super::markdown;
use super::snippet::snippet;
use crate::catalog::{Catalog, CatalogModule, Lifecycle, Provision, Slot, Target, words::words};
use crate::terraform::{InputVariable, render};

/// Most raw types that a card lists.
const MOST_REPLACED: usize = 4;

/// Longest card in Markdown, in bytes; about 450 tokens. Guarantees beyond it are counted only.
const LONGEST_CARD: usize = 1_500;

/// A module's card for an agent.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CardView {
    /// The module.
    pub id: String,
    /// What to write as `version`.
    pub version: String,
    /// What to write as `source`.
    pub source: String,
    /// One sentence.
    pub summary: String,
    /// Why not to start with it, when it is deprecated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<String>,
    /// The raw resource types it stands in for, the first of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<String>,
    /// How many more it stands in for.
    #[serde(skip_serializing_if = "is_zero")]
    pub replaces_more: usize,
    /// What it provides: capability to the expression after `module.NAME.`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub provides: BTreeMap<String, String>,
    /// What it must be given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<SlotView>,
    /// What it can be given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepts: Vec<SlotView>,
    /// The inputs that matter: required ones, then those worth a question.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<InputView>,
    /// The names of the other inputs, which have defaults.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_inputs: Vec<String>,
    /// What the module guarantees whatever its inputs, as much as there is room for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guarantees: Vec<String>,
    /// How many more guarantees there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub guarantees_more: usize,
    /// The least that calls it.
    pub example: String,
}

/// A place where a capability goes in.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SlotView {
    /// The capability.
    pub capability: String,
    /// The input that takes it, or each input with the field it takes.
    pub input: String,
    /// Whether the input is a map of several, under names of the caller's choice.
    pub many: bool,
}

/// An input.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct InputView {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Whether it must be set.
    pub required: bool,
    /// Its default, as HCL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The values it takes, as HCL, when they are few.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
    /// The range of numbers it takes, such as `1 to 35`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// What it is for.
    pub description: String,
}

/// One line of the index.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct IndexView {
    /// The module.
    pub id: String,
    /// Its version.
    pub version: String,
    /// One sentence.
    pub summary: String,
    /// The raw resource type that it most of all stands in for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
    /// How many more it stands in for.
    #[serde(skip_serializing_if = "is_zero")]
    pub replaces_more: usize,
    /// The capabilities it must be given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// Whether it is deprecated.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
}

/// Modules by name alone, for a catalog too large for a line each.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GroupView {
    /// The capability that they provide, `other` for none, `any` when they are not told apart.
    pub provides: String,
    /// Their names.
    pub modules: Vec<String>,
    /// How many more there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

/// Whether a module may be shown at all.
pub(super) fn is_shown(module: &CatalogModule) -> bool {
    matches!(module.lifecycle(), Lifecycle::Approved | Lifecycle::Deprecated)
}

impl IndexView {
    /// The line of a module.
    pub(super) fn new(module: &CatalogModule) -> Self {
        let card = &module.card;
        Self {
            id: module.name.clone(),
            version: module.version.to_string(),
            summary: clean(&card.summary),
            replaces: main_type(module).map(str::to_owned),
            replaces_more: card.replaces.len().saturating_sub(1),
            needs: required(module).map(|slot| slot.capability.clone()).collect(),
            deprecated: !module.is_approved(),
        }
    }
}

impl CardView {
    /// The card of a module.
    #[must_use]
    pub fn new(catalog: &Catalog, module: &CatalogModule) -> Self {
        let card = &module.card;
        let mut replaces: Vec<String> = card.replaces.iter().map(|r| r.value.clone()).collect();
        if let Some(main) = main_type(module) {
            replaces.sort_by_key(|kind| kind != main);
        }
        let variables = &module.interface().variables;
        let slots: Vec<&str> = module.slots.iter().flat_map(|slot| slot.target.inputs()).collect();
        let free = |v: &&InputVariable| !slots.contains(&v.name.as_str()) && v.deprecated.is_none();
        let asked = |v: &InputVariable| card.ask.iter().position(|ask| ask.value == v.name);
        let mut inputs: Vec<&InputVariable> = variables
            .values()
            .filter(free)
            .filter(|v| v.is_required() || asked(v).is_some())
            .collect();
        inputs.sort_by_key(|v| (!v.is_required(), asked(v), v.name.clone()));
        let other = variables.values().filter(free);
        let mut other: Vec<String> = other
            .filter(|v| !v.is_required() && asked(v).is_none())
            .map(|v| v.name.clone())
            .collect();
        other.sort();
        let mut view = Self {
            id: module.name.clone(),
            version: module.version.to_string(),
            source: catalog.source_of(&module.name),
            summary: clean(&card.summary),
            deprecated: deprecation(module),
            replaces_more: replaces.len().saturating_sub(MOST_REPLACED),
            replaces: replaces.into_iter().take(MOST_REPLACED).collect(),
            provides: module.provides.iter().map(|(c, p)| (c.clone(), provision(p))).collect(),
            needs: required(module).map(SlotView::new).collect(),
            accepts: module.slots.iter().filter(|s| !s.required).map(SlotView::new).collect(),
            inputs: inputs.into_iter().map(InputView::new).collect(),
            other_inputs: other,
            guarantees: Vec::new(),
            guarantees_more: 0,
            example: snippet(catalog, module),
        };
        let mut room = LONGEST_CARD.saturating_sub(markdown::card(&view).len());
        for guardrail in &card.guardrails {
            let text = clean(&guardrail.text);
            // The first is said whatever it takes: a card without any would look like a promise of none.
            let fits = room > text.len() || view.guarantees.is_empty();
            if fits {
                room = room.saturating_sub(text.len() + 1);
                view.guarantees.push(text);
            } else {
                view.guarantees_more += 1;
            }
        }
        view
    }
}

impl InputView {
    /// What is to be said of an input.
    pub(super) fn new(variable: &InputVariable) -> Self {
        let default = variable.default.as_ref().and_then(|default| default.literal.as_ref());
        Self {
            name: variable.name.clone(),
            ty: variable.ty.to_string(),
            required: variable.is_required(),
            default: default.map(literal),
            allowed: variable.allowed_values().unwrap_or_default().iter().map(literal).collect(),
            range: range(variable.number_bounds()),
            description: quote(variable.description.as_deref().unwrap_or_default()),
        }
    }
}

impl SlotView {
    fn new(slot: &Slot) -> Self {
        let input = match &slot.target {
            Target::Whole(input) => input.clone(),
            Target::Fields(fields) => {
                let pairs: Vec<String> = fields
                    .iter()
                    .map(|(i, field)| format!("{i} = {}.{field}", slot.capability))
                    .collect();
                pairs.join(", ")
            }
        };
        Self { capability: slot.capability.clone(), input, many: slot.many }
    }
}

fn required(module: &CatalogModule) -> impl Iterator<Item = &Slot> {
    module.slots.iter().filter(|slot| slot.required)
}

fn deprecation(module: &CatalogModule) -> Option<String> {
    let card = &module.card;
    (!module.is_approved()).then(|| {
        let reason = card.reason.as_ref().map(|reason| clean(reason)).unwrap_or_default();
        let successor = card.successor.as_ref();
        let successor = successor.map(|name| format!(" Use {name} instead.")).unwrap_or_default();
        format!("{reason}{successor}")
    })
}

/// The raw type that a module is most of all: the one with the fewest words, and of these the one
/// named most like the module or first on the card.
fn main_type(module: &CatalogModule) -> Option<&str> {
    let own = |kind: &str| {
        let words = words(kind);
        let shared = words.iter().filter(|w| module.name.contains(w.text.as_str())).count();
        (usize::MAX - shared, words.len())
    };
    let kinds = module.card.replaces.iter().map(|kind| kind.value.as_str());
    kinds.min_by_key(|kind| own(kind))
}

fn provision(provision: &Provision) -> String {
    match provision {
        Provision::Whole(path) => path.to_string(),
        Provision::Fields(fields) => {
            let pairs: Vec<String> =
                fields.iter().map(|(field, path)| format!("{field} = {path}")).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

/// A value as HCL on one line, short enough to quote.
fn literal(value: &Value) -> String {
    let text = render::value(value);
    match text.chars().count() {
        0..=60 => text,
        _ => "(see the full interface)".to_owned(),
    }
}

fn range((least, greatest): (Option<f64>, Option<f64>)) -> Option<String> {
    match (least, greatest) {
        (None, None) => None,
        (Some(least), None) => Some(format!("at least {least}")),
        (None, Some(greatest)) => Some(format!("at most {greatest}")),
        (Some(least), Some(greatest)) => Some(format!("{least} to {greatest}")),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
