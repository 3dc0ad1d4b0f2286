//! The answers of a session, put into the request.
//!
//! An answer counts for more than the flag that said the same, or it could not be changed at the
//! review. Answers to what no longer exists stay in the session and out of the request.

use hcl_rs::Value;

use super::ServiceWizard;
use crate::app::new::{Composed, NewRequest};
use crate::terraform::InputVariable;
use crate::wizard::{Session, kind};

/// The question that adds components.
pub(super) const ADD: &str = "component.add";

/// The question that leaves components out.
pub(super) const REMOVE: &str = "component.remove";

impl ServiceWizard<'_> {
    /// The request with the answers of a session, but for the one that is being asked again.
    pub(super) fn requested(&self, session: &Session) -> NewRequest {
        let mut request = self.request.clone();
        let answers = session.answers.keys().filter_map(|key| Some((key, session.answer(key)?)));
        let (parts, whole): (Vec<_>, Vec<_>) = answers.partition(|(key, _)| key.contains('.'));
        for (key, value) in whole {
            self.put(&mut request, key, value.clone());
        }
        let (made_of, inside): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(key, _)| {
            [ADD, REMOVE].contains(&key.as_str()) || key.starts_with("choose.")
        });
        if made_of.is_empty() && inside.is_empty() {
            return request;
        }
        for (key, value) in made_of {
            match key.as_str() {
                ADD => self.add(&mut request, value),
                REMOVE => request.without.extend(texts(value)),
                _ => self.put(&mut request, key, value.clone()),
            }
        }
        // Where another sentence makes nothing but what was left out, it is wanted after all.
        if !request.without.is_empty()
            && self.compose(&request).is_ok_and(|it| it.stack.components.is_empty())
        {
            request.without.clone_from(&self.request.without);
        }
        if inside.is_empty() {
            return request;
        }
        // What an answer is about may be gone, or its type another than when it was given.
        if let Ok(composed) = self.compose(&request) {
            for (key, value) in inside {
                if let Some(flag) = choice_of_server(&composed, key, value) {
                    forget(&mut request, key);
                    let flags = if key.starts_with("use.") {
                        &mut request.uses
                    } else {
                        &mut request.wires
                    };
                    flags.push(flag);
                } else if let Some(value) = self.fitting(&composed, key, value) {
                    self.put(&mut request, key, value);
                }
            }
        }
        request
    }

    /// Adds the components of an answer whose names are still free.
    fn add(&self, request: &mut NewRequest, answer: &Value) {
        let Ok(composed) = self.compose(request) else { return };
        let known = |text: &String| {
            text.split_once('=').is_some_and(|(module, name)| {
                self.catalog.module(module).is_some()
                    && !composed.stack.components.contains_key(name)
            })
        };
        request.uses.extend(texts(answer).into_iter().filter(known));
    }

    /// The answer as it is handed on, where what it answers exists.
    fn fitting(&self, composed: &Composed<'_>, key: &str, value: &Value) -> Option<Value> {
        if key.starts_with("use.") || key.starts_with("wire.") {
            return Some(value.clone());
        }
        let variable = variable_of(composed, key)?;
        let unsaid = kind::is_empty(value) && !variable.is_required();
        (!unsaid).then(|| kind::given(variable, value))
    }

    /// Puts one answer into the request, over the flag that said the same.
    fn put(&self, request: &mut NewRequest, key: &str, value: Value) {
        let is_blueprint = |name: &str| self.catalog.blueprint(name).is_some();
        match key {
            "intent" => {
                request.intent = None;
                request.blueprint = None;
            }
            "name" => request.name = None,
            "owner" => request.owner = None,
            "region" => request.region = None,
            "source" => request.source = None,
            "environments" => request.environments.clear(),
            other => forget(request, other),
        }
        let unknown = |question: &str| !self.catalog.settings.questions.contains_key(question);
        if key.strip_prefix("choose.").is_some_and(unknown) {
            return;
        }
        // What cannot be an answer was refused when it was given; a draft may still hold such.
        let _refused = request.person.put(key, value, is_blueprint);
    }
}

/// The flag for who serves where something else has decided that already; what is still open is
/// a person's to answer.
fn choice_of_server(composed: &Composed<'_>, key: &str, value: &Value) -> Option<String> {
    let server = value.as_str()?;
    if composed.missing.iter().any(|missing| missing.key == key) {
        return None;
    }
    if let Some(what) = key.strip_prefix("use.") {
        let (capability, environment) = what.split_once('@')?;
        let linked = composed.linked.iter().find(|l| l.environment == environment)?;
        let mut there = linked.components.iter();
        there.find(|placed| placed.module.provides.contains_key(capability))?;
        return Some(format!("{what}={server}"));
    }
    let slot = key.strip_prefix("wire.")?;
    let (component, name) = slot.split_once('.')?;
    let mut placed = composed.linked.iter().flat_map(|linked| &linked.components);
    placed.clone().find(|placed| placed.name == component)?.module.slot(name)?;
    let of = server.split(['.', '[']).next().unwrap_or(server);
    (server == "none" || placed.any(|placed| placed.name == of)).then(|| format!("{slot}={server}"))
}

/// The variable that a key `component.input` or `component.input@environment` is about.
pub(super) fn variable_of<'c>(composed: &Composed<'c>, key: &str) -> Option<&'c InputVariable> {
    let (component, input) = key.split_once('.')?;
    let (input, only) = input.split_once('@').unwrap_or((input, ""));
    let mut linked = composed.linked.iter().filter(|l| only.is_empty() || l.environment == only);
    linked.find_map(|linked| {
        let placed = linked.components.iter().find(|placed| placed.name == component)?;
        placed.module.interface().variables.get(input)
    })
}

pub(super) fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// Takes out of the flags what they say of a key.
fn forget(request: &mut NewRequest, key: &str) {
    let says = |flag: &String, key: &str| flag.split_once('=').is_some_and(|(k, _)| k == key);
    if let Some(question) = key.strip_prefix("choose.") {
        request.chooses.retain(|flag| !says(flag, question));
    } else if let Some(capability) = key.strip_prefix("use.") {
        request.uses.retain(|flag| !says(flag, capability));
    } else if let Some(slot) = key.strip_prefix("wire.") {
        request.wires.retain(|flag| !says(flag, slot));
    } else if let Some((_, input)) = key.split_once('.') {
        request.sets.retain(|flag| !says(flag, key) && !says(flag, input));
    }
}
