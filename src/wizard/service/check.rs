//! What is wrong with an answer, before it is taken.

use std::collections::BTreeSet;

use hcl_rs::Value;

use super::requested::{REMOVE, texts, variable_of};
use super::{ServiceWizard, State};
use crate::compose::link::Linked;
use crate::compose::stack::service_name_problem;
use crate::diag::{Severity, did_you_mean};
use crate::hcl;
use crate::report;
use crate::terraform::literal::literal;
use crate::terraform::secret;
use crate::terraform::{Given, InputVariable, Type, render};
use crate::wizard::{Kind, Question, Session, kind};

impl ServiceWizard<'_> {
    /// What is wrong with an answer, in words for whoever gave it; nothing when it is taken.
    pub(super) fn problem(
        &self,
        session: &Session,
        question: &Question,
        value: &Value,
    ) -> Option<String> {
        let state = self.state(session).ok();
        let state = state.as_ref();
        if question.kind == Kind::SecretReference {
            if kind::is_empty(value) && may_be_empty(state, &question.key) {
                return None;
            }
            let text = value.as_str().unwrap_or_default();
            return secret::reference(text).err();
        }
        if let Some(what) = secret::exposed_in(value) {
            return Some(format!(
                "that holds {what}, and a secret is never written down: refer to it, as {}",
                secret::FORMS
            ));
        }
        if let Err(problem) = question.offers(value) {
            return Some(problem);
        }
        self.own_problem(state, question, value)
            .or_else(|| self.outcome(session, state, question, value))
    }

    /// What can be told of the answer alone.
    fn own_problem(
        &self,
        state: Option<&State<'_>>,
        question: &Question,
        value: &Value,
    ) -> Option<String> {
        let text = value.as_str().unwrap_or_default().trim();
        match question.key.as_str() {
            "intent" => self.intent_problem(text),
            "name" => service_name_problem(text),
            "owner" => owner_problem(text),
            "region" => self.region_problem(text),
            "environments" => {
                let none = value.as_array().is_none_or(Vec::is_empty);
                none.then(|| "a service lives in one environment at least".to_owned())
            }
            REMOVE => {
                let gone = texts(value);
                let mut there = state?.composed.stack.components.keys();
                let none = there.all(|name| gone.contains(name));
                none.then(|| "nothing would be left of the service".to_owned())
            }
            key => self.input_problem(key, value, state?),
        }
    }

    fn intent_problem(&self, text: &str) -> Option<String> {
        if text.is_empty() {
            return Some("say what the service needs, or pick a blueprint".to_owned());
        }
        if self.catalog.blueprint(text).is_some() {
            return None;
        }
        let resolution = self.resolution(text);
        let something = !resolution.components.is_empty() || resolution.blueprint.is_some();
        (!something).then(|| {
            let mut problem = report::not_understood(&resolution, &[], &str::to_owned);
            if resolution.suggestions.is_empty() {
                let names: Vec<&str> = self.catalog.approved().map(|m| m.name.as_str()).collect();
                problem.push_str(&format!("the catalog has: {}", names.join(", ")));
            }
            problem.trim_end().to_owned()
        })
    }

    /// A region is one of the catalog, or looks like one of the provider.
    fn region_problem(&self, text: &str) -> Option<String> {
        let settings = &self.catalog.settings;
        let known: BTreeSet<&str> = settings
            .regions
            .iter()
            .flat_map(|(short, full)| [short.as_str(), full.as_str()])
            .chain(settings.environments.values().map(|e| e.region.as_str()))
            .collect();
        if known.contains(text) {
            return None;
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let shaped = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.ends_with(|c: char| c.is_ascii_digit())
            && text.contains('-')
            && text.chars().all(plain);
        (!shaped).then(|| {
            let all: Vec<&str> = known.iter().copied().collect();
            let hint = did_you_mean(text, known.iter().copied())
                .unwrap_or_else(|| format!("the catalog knows {}", all.join(", ")));
            format!("there is no region `{text}`; {hint}")
        })
    }

    /// What the module says of a value for one of its inputs.
    fn input_problem(&self, key: &str, value: &Value, state: &State<'_>) -> Option<String> {
        let (component, input) = key.split_once('.')?;
        let (input, only) = input.split_once('@').unwrap_or((input, ""));
        let there =
            state.composed.linked.iter().filter(|l| only.is_empty() || l.environment == only);
        there.into_iter().find_map(|linked| {
            let placed = linked.components.iter().find(|placed| placed.name == component)?;
            let interface = placed.module.interface();
            let variable = interface.variables.get(input)?;
            if !variable.is_required() && kind::is_empty(value) {
                return None;
            }
            let value = kind::typed(&variable.ty, value);
            let given = given(linked, component);
            let problems = interface.value_problems(input, &value, &given);
            problems.into_iter().next().or_else(|| listed_problem(variable, &value))
        })
    }

    /// What would come of the answer, where that is worse than before.
    fn outcome(
        &self,
        session: &Session,
        before: Option<&State<'_>>,
        question: &Question,
        value: &Value,
    ) -> Option<String> {
        let mut after = session.clone();
        after.take(&question.key, value.clone());
        let request = self.requested(&after);
        let composed = match self.compose(&request) {
            Ok(composed) => composed,
            Err(error) => {
                let hint = error.hints.first().map(|hint| format!("; {hint}")).unwrap_or_default();
                return before.is_some().then(|| format!("{}{hint}", error.message));
            }
        };
        if question.key == "name" && self.is_taken(&composed.out) {
            return Some(format!("{} holds a service already", composed.out));
        }
        let known: Vec<&str> = before
            .into_iter()
            .flat_map(|state| &state.composed.report.findings)
            .map(|finding| finding.message.as_str())
            .collect();
        let (component, _) = question.key.split_once('.').unwrap_or((&question.key, ""));
        let new = composed.report.findings.iter().find(|finding| {
            finding.severity == Severity::Error
                && finding.message.starts_with(&question.key)
                && !known.contains(&finding.message.as_str())
                && !component.is_empty()
        })?;
        let help = new.help.first().map(|help| format!("; {help}")).unwrap_or_default();
        Some(format!("{}{help}", new.message))
    }
}

/// Whether an input need not be given.
fn may_be_empty(state: Option<&State<'_>>, key: &str) -> bool {
    let variable = state.and_then(|state| variable_of(&state.composed, key));
    variable.is_some_and(|variable| !variable.is_required())
}

fn owner_problem(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("every service has a team that answers for it".to_owned());
    }
    text.chars().any(char::is_control).then(|| "an owner is one line of text".to_owned())
}

/// What the lists and bounds of a variable say of a value.
fn listed_problem(variable: &InputVariable, value: &Value) -> Option<String> {
    if value.is_null() {
        return None;
    }
    let same = |a: &Value| a == value || kind::plain(a) == kind::plain(value);
    if let Some(allowed) = variable.allowed_values()
        && !allowed.iter().any(same)
    {
        let all: Vec<String> = allowed.iter().map(render::value).collect();
        return Some(format!("it may be {}", all.join(", ")));
    }
    let (least, greatest) = variable.number_bounds();
    let number = value.as_f64().filter(|_| variable.ty == Type::Number)?;
    match (least, greatest) {
        (Some(l), Some(g)) if number < l || number > g => {
            Some(format!("it may be from {l} to {g}"))
        }
        (Some(l), None) if number < l => Some(format!("it may be {l} or more")),
        (None, Some(g)) if number > g => Some(format!("it may be {g} or less")),
        _ => None,
    }
}

/// What is known of a component's inputs in one environment.
pub(super) fn given(linked: &Linked<'_>, component: &str) -> Given {
    let Some(placed) = linked.components.iter().find(|placed| placed.name == component) else {
        return Given::new();
    };
    let known = |text: &str| {
        let root = text.strip_prefix("var.").and_then(|name| {
            linked.variables.iter().find(|v| v.name == name).and_then(|v| v.default.as_deref())
        });
        literal(&hcl::parse_expr(root.unwrap_or(text)).ok()?)
    };
    let passed = placed.arguments.iter().map(|a| (a.name.clone(), known(&a.value)));
    // What says what the default says is given, and not passed.
    let said = placed.given.iter().filter(|(_, (value, _))| !refers(value));
    said.map(|(input, (value, _))| (input.clone(), Some(value.clone()))).chain(passed).collect()
}

fn refers(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains("${") || text.contains("%{"),
        Value::Array(items) => items.iter().any(refers),
        Value::Object(entries) => entries.values().any(refers),
        _ => false,
    }
}
