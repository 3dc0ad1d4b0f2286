//! The answers of a session, put into the request.
//!
//! An answer counts for more than the flag that said the same, or it could not be changed at the
//! review. Answers to what no longer exists stay in the session and out of the request.

use hcl_rs::Value;

use super::ServiceWizard;
use crate::app::new::{Composed, NewRequest, compose};
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
        let (of_inputs, others): (Vec<_>, Vec<_>) =
            answers.partition(|(key, _)| self.is_of_component(key));
        for (key, value) in others {
            self.put(&mut request, key, value.clone());
        }
        if !of_inputs.is_empty()
            && let Ok(composed) = compose(self.catalog, &request)
        {
            for (key, value) in of_inputs {
                if let Some(value) = self.fitting(&composed, key, value) {
                    self.put(&mut request, key, value);
                }
            }
        }
        request
    }

    /// Whether a key is about a component, which may not be there.
    fn is_of_component(&self, key: &str) -> bool {
        const OTHERS: [&str; 3] = ["choose.", "use.", "component."];
        key.contains('.') && !OTHERS.iter().any(|prefix| key.starts_with(prefix))
    }

    /// The answer as it is handed on, where what it answers exists.
    fn fitting(&self, composed: &Composed<'_>, key: &str, value: &Value) -> Option<Value> {
        if let Some(slot) = key.strip_prefix("wire.") {
            let (component, slot) = slot.split_once('.')?;
            let module = &composed.stack.components.get(component)?.module;
            self.catalog.module(module)?.slot(slot)?;
            return Some(value.clone());
        }
        let (component, input) = key.split_once('.')?;
        let (input, _) = input.split_once('@').unwrap_or((input, ""));
        let module = &composed.stack.components.get(component)?.module;
        let variable = self.variable(module, input)?;
        Some(kind::typed(&variable.ty, value))
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
        if let Some(capability) = key.strip_prefix("use.") {
            let (capability, _) = capability.split_once('@').unwrap_or((capability, ""));
            if self.catalog.capability(capability).is_none() {
                return;
            }
        }
        if key
            .strip_prefix("choose.")
            .is_some_and(|q| !self.catalog.settings.questions.contains_key(q))
        {
            return;
        }
        // What cannot be an answer was refused when it was given; a draft may still hold such.
        let _refused = request.answers.put(key, value, is_blueprint);
    }
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
