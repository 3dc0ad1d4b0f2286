//! What can be changed at the review, and the question that each change asks.

use std::collections::{BTreeMap, BTreeSet};

use hcl_rs::Value;

use super::requested::{ADD, REMOVE, variable_of};
use super::{ServiceWizard, State};
use crate::catalog::{CatalogModule, Slot};
use crate::compose::Missing;
use crate::compose::stack::SourceKind;
use crate::wizard::kind::{self, in_words};
use crate::wizard::{Choice, Kind, Question};

impl ServiceWizard<'_> {
    /// The question that asks for a value again; nothing when there is no such value now.
    pub(super) fn question_of(&self, key: &str, state: &State<'_>) -> Option<Question> {
        if let Some(missing) = state.composed.missing.iter().find(|missing| missing.key == key) {
            return Some(self.question(missing, state));
        }
        let mut question = match key {
            "intent" => self.question(&nothing_known("intent"), state),
            "name" | "owner" => self.question(&nothing_known(key), state),
            "region" => self.region_question(),
            "environments" => self.environments_question(),
            "source" => source_question(),
            ADD => self.add_question(state),
            REMOVE => self.remove_question(state),
            other => self.question_of_part(other, state)?,
        };
        if question.recommended.is_none() {
            question.recommended = self.value_now(key, state);
        }
        Some(question)
    }

    fn question_of_part(&self, key: &str, state: &State<'_>) -> Option<Question> {
        if let Some(name) = key.strip_prefix("choose.") {
            return self.organisation_question(key, name);
        }
        if let Some(what) = key.strip_prefix("use.") {
            let (capability, environment) = what.split_once('@').unwrap_or((what, ""));
            let list: Vec<Choice> =
                self.catalog.providers_of(capability).map(module_choice).collect();
            let title = match environment {
                "" => format!("{}?", in_words(capability)),
                environment => format!("{} for {environment}?", in_words(capability)),
            };
            return (!list.is_empty()).then(|| Question::new(key, title, Kind::One(list)));
        }
        if let Some(slot) = key.strip_prefix("wire.") {
            let (component, slot) = slot.split_once('.')?;
            return self.wire_question(key, component, slot, state);
        }
        let variable = variable_of(&state.composed, key)?;
        let (component, input) = key.split_once('.')?;
        let (input, environment) = input.split_once('@').unwrap_or((input, ""));
        let mut question = kind::question_of(key, component, variable);
        if !environment.is_empty() {
            question.title = format!("{} of {component} in {environment}?", in_words(input));
        }
        if question.kind != Kind::SecretReference {
            question.recommended = self.value_now(key, state).or(question.recommended);
        }
        Some(question)
    }

    /// What can be changed, with what it is now.
    pub(super) fn changeable(&self, state: &State<'_>) -> Vec<Choice> {
        let composed = &state.composed;
        let mut all = Vec::new();
        let mut offer = |key: String, label: String, now: String| {
            if !all.iter().any(|choice: &Choice| choice.value.as_str() == Some(&key)) {
                all.push(Choice::new(key, label, now));
            }
        };
        for key in ["intent", "name", "owner", "region", "environments", "source"] {
            let label = if key == "intent" { "what it is made of" } else { key };
            let now = match (key, &composed.stack.intent, &composed.stack.blueprint) {
                ("intent", Some(intent), _) => intent.clone(),
                ("intent", None, Some(blueprint)) => blueprint.clone(),
                _ => self.now(key, state),
            };
            offer(key.to_owned(), label.to_owned(), now);
        }
        for name in composed.stack.choices.keys() {
            let key = format!("choose.{name}");
            let now = self.now(&key, state);
            offer(key, name.replace('-', " "), now);
        }
        let names: Vec<&str> = composed.stack.components.keys().map(String::as_str).collect();
        offer(ADD.to_owned(), "add a component".to_owned(), String::new());
        offer(REMOVE.to_owned(), "remove a component".to_owned(), names.join(", "));
        for (key, label, now) in self.modules_by_capability(state) {
            offer(key, label, now);
        }
        let mut placed: BTreeMap<&str, &CatalogModule> = BTreeMap::new();
        for there in composed.linked.iter().flat_map(|linked| &linked.components) {
            placed.entry(&there.name).or_insert(there.module);
        }
        for (name, module) in placed {
            for slot in &module.slots {
                let able = self.able(name, slot, state);
                if slot.many || able.len() < 2 {
                    continue;
                }
                let at = format!("{name}.{}", slot.name);
                let now = composed.linked.iter().flat_map(|l| &l.links).find(|l| l.to == at);
                offer(format!("wire.{at}"), at, now.map_or_else(String::new, |l| l.from.clone()));
            }
            for input in inputs_in_order(module) {
                let key = format!("{name}.{input}");
                let now = self.now(&key, state);
                offer(key.clone(), key.clone(), now);
                let differ = composed.values.iter().filter(|v| v.key == key);
                for environment in differ.filter_map(|value| value.environment.as_deref()) {
                    let key = format!("{key}@{environment}");
                    let now = self.now(&key, state);
                    offer(key, format!("{name}.{input} in {environment}"), now);
                }
            }
        }
        all
    }

    /// The capabilities that several modules could provide, and which one does.
    fn modules_by_capability(&self, state: &State<'_>) -> Vec<(String, String, String)> {
        let mut all = Vec::new();
        for linked in &state.composed.linked {
            for placed in &linked.components {
                let Some(slot) = placed.added_for.as_deref() else { continue };
                let link = linked.links.iter().find(|link| link.to == slot);
                let Some(capability) = link.and_then(|link| link.capability.as_deref()) else {
                    continue;
                };
                if self.catalog.providers_of(capability).count() < 2 {
                    continue;
                }
                let key = format!("use.{capability}@{}", linked.environment);
                let label = format!("{capability} for {}", linked.environment);
                all.push((key, label, placed.module.name.clone()));
            }
        }
        all
    }

    /// The value of a key now, of the first environment where they differ.
    fn value_now(&self, key: &str, state: &State<'_>) -> Option<Value> {
        let stack = &state.composed.stack;
        match key {
            "name" => return Some(Value::from(stack.service.as_str())),
            "owner" => return Some(Value::from(stack.owner.as_str())),
            "environments" => {
                return Some(stack.environments.iter().map(|e| Value::from(e.as_str())).collect());
            }
            "region" => {
                return state.composed.linked.first().map(|l| Value::from(l.region.as_str()));
            }
            "source" => return Some(Value::from(source_name(stack.source))),
            ADD | REMOVE => return None,
            _ => {}
        }
        if let Some(name) = key.strip_prefix("choose.") {
            return stack.choices.get(name).map(|option| Value::from(option.as_str()));
        }
        if let Some(slot) = key.strip_prefix("wire.") {
            let mut links = state.composed.linked.iter().flat_map(|linked| &linked.links);
            return links.find(|link| link.to == slot).map(|link| Value::from(link.from.as_str()));
        }
        let (key, environment) = match key.split_once('@') {
            Some((key, environment)) => (key, Some(environment)),
            None => (key, None),
        };
        let mut decided = state.composed.values.iter().filter(|value| value.key == key);
        let there = |value: &&crate::app::new::Decided| {
            environment.is_none()
                || value.environment.is_none()
                || value.environment.as_deref() == environment
        };
        decided.find(there).map(|value| value.value.clone())
    }

    fn now(&self, key: &str, state: &State<'_>) -> String {
        if let Some(value) = self.value_now(key, state) {
            return kind::plain(&value);
        }
        let default = variable_of(&state.composed, key).and_then(|variable| {
            let value = variable.default_value()?;
            Some(if value.is_null() { "not set".to_owned() } else { kind::plain(value) })
        });
        default.unwrap_or_default()
    }

    fn region_question(&self) -> Question {
        let settings = &self.catalog.settings;
        let short = settings.regions.iter();
        let mut list: Vec<Choice> = short
            .map(|(name, full)| Choice::new(full.as_str(), full.as_str(), name.as_str()))
            .collect();
        for environment in settings.environments.values() {
            let region = environment.region.as_str();
            if !list.iter().any(|choice| choice.value.as_str() == Some(region)) {
                list.push(Choice::new(region, region, ""));
            }
        }
        let mut question = Question::new("region", "Which region?", Kind::OneOrOther(list));
        question.help = "It holds for all environments.".to_owned();
        question
    }

    fn environments_question(&self) -> Question {
        let list = self.catalog.settings.environments_in_order();
        let list = list.into_iter().map(|(name, e)| Choice::new(name, name, e.summary.as_str()));
        Question::new("environments", "Which environments?", Kind::Many(list.collect()))
    }

    pub(super) fn organisation_question(&self, key: &str, name: &str) -> Option<Question> {
        let asked = self.catalog.settings.questions.get(name)?;
        let options = asked.options_in_order().into_iter().map(|(option, what)| Choice {
            refused: what.refused.as_ref().map(|why| why.value.clone()),
            ..Choice::new(option, option, what.summary.as_str())
        });
        Some(Question::new(key, asked.ask.as_str(), Kind::One(options.collect())))
    }

    /// Which modules to add: each approved one, and once more where there is one already.
    fn add_question(&self, state: &State<'_>) -> Question {
        let there = state.composed.stack.components.keys();
        // A component that was left out comes back by not leaving it out.
        let taken: BTreeSet<&str> =
            there.chain(&state.request.without).map(String::as_str).collect();
        let mut list = Vec::new();
        for module in self.catalog.approved() {
            let usual = module.component_name().replace('-', "_");
            let names = std::iter::once(usual.clone())
                .chain((2..).map(|number| format!("{usual}_{number}")))
                .filter(|name| !taken.contains(name.as_str()));
            for name in names {
                let value = format!("{}={name}", module.name);
                let added = state.added.contains(&value);
                let label = format!("{} as {name}", module.name);
                list.push(Choice::new(value, label, module.card.summary.as_str()));
                if !added {
                    break;
                }
            }
        }
        let mut question = Question::new(ADD, "Which components to add?", Kind::Many(list));
        question.recommended = Some(Value::Array(Vec::new()));
        question
    }

    /// Which components to leave out, with those that depend on each.
    fn remove_question(&self, state: &State<'_>) -> Question {
        let composed = &state.composed;
        let list = composed.stack.components.iter().map(|(name, component)| {
            let served = composed.linked.iter().flat_map(|linked| &linked.links).filter(|link| {
                link.from == *name
                    || link.from.strip_prefix(name.as_str()).is_some_and(|r| r.starts_with('.'))
            });
            let needing: BTreeSet<&str> =
                served.filter_map(|link| link.to.split_once('.').map(|(to, _)| to)).collect();
            let needing: Vec<&str> = needing.into_iter().collect();
            let hint = match &needing[..] {
                [] => component.module.value.clone(),
                needing => format!("{}, used by {}", component.module, needing.join(", ")),
            };
            Choice::new(name.as_str(), name.as_str(), hint)
        });
        let mut question =
            Question::new(REMOVE, "Which components to leave out?", Kind::Many(list.collect()));
        question.recommended = Some(Value::Array(Vec::new()));
        question
    }

    fn wire_question(
        &self,
        key: &str,
        component: &str,
        slot: &str,
        state: &State<'_>,
    ) -> Option<Question> {
        let mut placed = state.composed.linked.iter().flat_map(|linked| &linked.components);
        let slot = placed.find(|placed| placed.name == component)?.module.slot(slot)?;
        let mut list: Vec<Choice> = self
            .able(component, slot, state)
            .into_iter()
            .map(|(name, module)| Choice::new(name, name, module))
            .collect();
        if !slot.required {
            list.push(Choice::new("none", "none", "goes without"));
        }
        let title =
            format!("Which component is the {} of {component}?", slot.name.replace('-', " "));
        Some(Question::new(key, title, Kind::One(list)))
    }

    /// The components that could serve a slot.
    fn able<'s>(&self, taker: &str, slot: &Slot, state: &'s State<'_>) -> Vec<(&'s str, &'s str)> {
        let mut able = Vec::new();
        for placed in state.composed.linked.iter().flat_map(|linked| &linked.components) {
            let it = (placed.name.as_str(), placed.module.name.as_str());
            let serves = placed.module.provides.contains_key(&slot.capability);
            if serves && placed.name != taker && !able.iter().any(|(name, _)| *name == it.0) {
                able.push(it);
            }
        }
        able
    }
}

/// The inputs of a module that a person gives: those worth asking about first.
fn inputs_in_order(module: &CatalogModule) -> Vec<&str> {
    let wired: BTreeSet<&str> = module.slots.iter().flat_map(|slot| slot.target.inputs()).collect();
    let asked: Vec<&str> = module.card.ask.iter().map(|input| input.as_str()).collect();
    let rest = module.interface().variables.keys().map(String::as_str);
    let rest = rest.filter(|input| !asked.contains(input) && !wired.contains(input));
    asked.iter().copied().chain(rest).collect()
}

pub(super) fn module_choice(module: &CatalogModule) -> Choice {
    let label = format!("{} {}", module.name, module.version);
    Choice::new(module.name.as_str(), label, module.card.summary.as_str())
}

fn source_question() -> Question {
    let list = vec![
        Choice::new("registry", "registry", "the module registry, by address and exact version"),
        Choice::new("git", "git", "tags of the catalog's git repository"),
        Choice::new("vendor", "vendor", "copies of the modules, in the service's own folder"),
    ];
    Question::new("source", "Where do the modules come from?", Kind::One(list))
}

pub(super) fn source_name(source: SourceKind) -> &'static str {
    match source {
        SourceKind::Registry => "registry",
        SourceKind::Git => "git",
        SourceKind::Vendor => "vendor",
    }
}

/// What is asked for though something decides it already.
fn nothing_known(key: &str) -> Missing {
    Missing {
        key: key.to_owned(),
        ty: "string".to_owned(),
        choices: Vec::new(),
        why: String::new(),
        fix: String::new(),
        recommended: None,
        must_choose: false,
        input: None,
    }
}
