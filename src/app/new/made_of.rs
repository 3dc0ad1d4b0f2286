//! What a service is made of: the components of a blueprint, a sentence, flags and answers.

use std::collections::BTreeMap;

use hcl_rs::Value;

use super::draft::{Draft, environment};
use super::places::Said;
use super::{Answers, NewRequest, Source};
use crate::catalog::{Catalog, CatalogModule, Located};
use crate::compose::{Component, Missing, MissingChoice};
use crate::diag::did_you_mean;
use crate::error::{Error, Result};
use crate::resolve::Resolution;

/// Adds the components of a blueprint; the name of the blueprint, when there is one.
pub(super) fn add_blueprint(
    draft: &mut Draft<'_>,
    request: &NewRequest,
    said: &Said<'_>,
) -> Result<Option<String>> {
    let record = request.answers.is_complete();
    let named = request.blueprint.clone().or_else(|| request.person.blueprint.clone());
    let named = named.or_else(|| request.answers.blueprint.clone().filter(|_| !record));
    let understood = || said.sentence?.blueprint.as_ref().map(|b| b.name.clone());
    let Some(name) = named.or_else(understood) else {
        // Of complete answers the name is a record, whatever the catalog has now.
        return Ok(request.answers.blueprint.clone());
    };
    let blueprint = draft.catalog.require_blueprint(&name)?;
    let unwanted =
        |module: &str| said.sentence.is_some_and(|r| r.removed.iter().any(|x| x.module == module));
    for part in blueprint.parts() {
        if unwanted(part.module) {
            continue;
        }
        let module = draft.catalog.require_module(part.module)?;
        draft.serve(&part.name.value, module);
        for (input, value) in part.inputs.into_iter().flatten() {
            let source = Source::Blueprint { name: name.clone() };
            draft.set(&part.name.value, &input.value, value, &source);
        }
    }
    for (slot, servers) in &blueprint.links {
        let servers = servers.iter().map(|s| Located::unplaced(s.value.clone())).collect();
        draft.stack.links.insert(slot.value.clone(), servers);
    }
    Ok(Some(name))
}

/// Adds the components that a sentence and `--use` name.
pub(super) fn add_chosen(
    draft: &mut Draft<'_>,
    request: &NewRequest,
    sentence: Option<&Resolution>,
) -> Result<()> {
    for chosen in sentence.map(|r| &r.components[..]).unwrap_or_default() {
        if !draft.stack.components.contains_key(&chosen.name) {
            draft.serve(&chosen.name, draft.catalog.require_module(&chosen.module)?);
        }
    }
    for text in request.uses.iter().filter(|text| capability_of(text).is_none()) {
        let (module, name) = match text.split_once('=') {
            Some((module, name)) => (module, name.to_owned()),
            None => {
                let usual = draft.catalog.require_module(text)?.component_name();
                (text.as_str(), draft.free_name(usual))
            }
        };
        let found = draft.catalog.require_module(module)?;
        if draft.stack.components.contains_key(&name) {
            return Err(Error::usage(format!("two components are called `{name}`"))
                .hint(format!("give one another name: --use {module}=NAME")));
        }
        draft.serve(&name, found);
    }
    Ok(())
}

/// Adds the components of answers, as they stand there: they may be a stack's.
pub(super) fn add_answered(draft: &mut Draft<'_>, answers: &Answers) -> Result<()> {
    for (name, answered) in &answers.components {
        if let Some(module) = &answered.module {
            let found = draft.catalog.require_module(module)?;
            let there = draft.stack.components.get(name);
            if there.is_none_or(|c| c.module != *module) {
                let component = Component::new(&*found.name, found.version.clone());
                draft.stack.components.insert(name.clone(), component);
            }
        }
        let Some(component) = draft.stack.components.get_mut(name) else { continue };
        if let Some(version) = &answered.version {
            component.version = version.clone();
        }
        component.region = answered.region.clone().or_else(|| component.region.take());
        component.count = answered.count.or(component.count);
        if !answered.for_each.is_empty() {
            component.for_each.clone_from(&answered.for_each);
        }
        for (environment, other) in &answered.environments {
            if other.module.is_some() || other.version.is_some() {
                let there = component.environments.entry(environment.clone()).or_default();
                there.module = other.module.clone().or_else(|| there.module.take());
                there.version = other.version.clone().or_else(|| there.version.take());
            }
        }
    }
    Ok(())
}

/// Leaves components out, and the links that name them.
pub(super) fn leave_out(draft: &mut Draft<'_>, names: &[String]) {
    let of = |link: &str, name: &String| link.split(['.', '[']).next() == Some(name.as_str());
    for name in names {
        draft.stack.components.remove(name);
        draft.stack.links.retain(|slot, servers| {
            let before = servers.len();
            servers.retain(|server| !of(server, name));
            // A slot that only it served is left to the linker again.
            !of(slot, name) && (before == 0 || !servers.is_empty())
        });
    }
}

/// Gives the inputs of answers their values.
///
/// What a `patient` caller says of something that is not there waits until it is: a person who
/// went back and took a component away keeps the answers about it.
pub(super) fn set_answered(
    draft: &mut Draft<'_>,
    answers: &Answers,
    source: &Source,
    patient: bool,
) -> Result<()> {
    let mut named = Vec::new();
    for (name, answered) in &answers.components {
        match draft.component(name)? {
            Some(now) => named.push((now == *name, now, answered)),
            None if patient => {}
            None => {
                let message = format!("the answers do not say which module `{name}` is");
                return Err(Error::usage(message)
                    .hint(format!("write `module: NAME` under `components.{name}`")));
            }
        }
    }
    // What is said of a component by the name it has now was said after what uses an older name.
    named.sort_by_key(|(by_its_name, ..)| *by_its_name);
    for (_, name, answered) in &named {
        let waits = |draft: &Draft<'_>, input: &str| patient && !draft.takes(name, input);
        for (input, value) in &answered.inputs {
            if !waits(draft, input) {
                draft.set(name, input, value, source);
            }
        }
        for (environment, other) in &answered.environments {
            for (input, value) in &other.inputs {
                if !waits(draft, input) {
                    draft.set_in(name, input, environment, value, source);
                }
            }
        }
    }
    Ok(())
}

/// Says which modules answer for capabilities: those of a file, then those of flags.
pub(super) fn answer_capabilities(draft: &mut Draft<'_>, request: &NewRequest) -> Result<()> {
    for (key, module) in &request.answers.uses {
        answer_capability(draft, key, module)?;
    }
    for text in &request.uses {
        if let Some((key, module)) = capability_of(text) {
            answer_capability(draft, key, module)?;
        }
    }
    Ok(())
}

/// Takes the answers of a person to what is open now; the others wait until they are asked.
pub(super) fn answer_open(draft: &mut Draft<'_>, person: &Answers) -> Result<()> {
    let mut done: Vec<String> = Vec::new();
    while done.len() < person.uses.len() + person.links.len() {
        let linked = draft.link(None)?;
        let open = linked.iter().flat_map(|l| l.open.iter().map(|o| &o.missing).chain(&l.missing));
        let mut keys = open.map(|missing| missing.key.clone()).filter(|k| !done.contains(k));
        let answered = keys.find_map(|key| {
            let module = key.strip_prefix("use.").and_then(|k| person.uses.get(k));
            let servers = key.strip_prefix("wire.").and_then(|k| person.links.get(k));
            (module.is_some() || servers.is_some()).then_some((key, module, servers))
        });
        let Some((key, module, servers)) = answered else { return Ok(()) };
        if let (Some(module), Some(key)) = (module, key.strip_prefix("use.")) {
            answer_capability(draft, key, module)?;
        }
        if let (Some(servers), Some(slot)) = (servers, key.strip_prefix("wire.")) {
            draft.stack.links.insert(slot.to_owned(), servers.clone());
        }
        done.push(key);
    }
    Ok(())
}

fn answer_capability(draft: &mut Draft<'_>, key: &str, module: &str) -> Result<()> {
    let (capability, name) = match key.split_once('@') {
        Some((capability, environment)) => (capability, Some(environment)),
        None => (key, None),
    };
    let catalog = draft.catalog;
    if catalog.capability(capability).is_none() {
        let names = catalog.capabilities.keys().map(String::as_str);
        let mut error = Error::not_found(format!("the catalog has no capability `{capability}`"));
        error.hints.extend(did_you_mean(capability, names));
        return Err(error.hint("`pave list` shows what the modules provide"));
    }
    if let Some(name) = name {
        environment(catalog, name)?;
    }
    let found = catalog.require_module(module)?;
    if !found.provides.contains_key(capability) {
        let able: Vec<&str> = catalog.providers_of(capability).map(|m| m.name.as_str()).collect();
        let message = format!("the module `{module}` does not provide `{capability}`");
        return Err(Error::usage(message).hint(format!("it is provided by {}", able.join(", "))));
    }
    // An environment that this service does not have is nothing to answer for.
    if name.is_none_or(|name| draft.stack.environments.iter().any(|e| e == name)) {
        draft.answer(capability, name, found);
    }
    Ok(())
}

/// `CAPABILITY@ENVIRONMENT` and the module of `--use CAPABILITY@ENVIRONMENT=MODULE`.
fn capability_of(text: &str) -> Option<(&str, &str)> {
    text.split_once('=').filter(|(key, _)| key.contains('@'))
}

/// What is asked when nothing says what the service is made of.
pub(super) fn intent(catalog: &Catalog, sentence: Option<&Resolution>) -> Missing {
    let blueprints: BTreeMap<&str, &str> = catalog
        .blueprints
        .values()
        .map(|b| (b.written.name.as_str(), b.written.summary.as_str()))
        .collect();
    let first_module = || catalog.approved().next().map(|m: &CatalogModule| m.name.as_str());
    let fix = match (blueprints.keys().next(), first_module()) {
        (Some(name), _) => format!("--blueprint {name}"),
        (None, Some(name)) => format!("--use {name}"),
        (None, None) => "--use MODULE".to_owned(),
    };
    let mut why = match sentence {
        Some(r) => format!("The catalog has nothing for “{}”.", r.intent),
        None => "Nothing says what the service is made of.".to_owned(),
    };
    for not in sentence.map(|r| &r.not_covered[..]).unwrap_or_default() {
        why.push_str(&format!(" {}: not in this catalog.", not.service));
    }
    why.push_str(" Say it in words, or name a blueprint or modules; `pave list` shows them.");
    let choices = blueprints.iter();
    Missing {
        key: "intent".to_owned(),
        ty: "string".to_owned(),
        choices: choices
            .map(|(name, text)| MissingChoice::new(Value::from(*name), *text))
            .collect(),
        why,
        fix,
        recommended: None,
        must_choose: true,
        input: None,
    }
}
