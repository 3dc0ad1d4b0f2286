//! The one command line that gives a service again, without a question.
//!
//! The sentence goes first, and flags say what it does not. Whether that gives the same stack is
//! tried; where it does not, the stack itself is handed over.

use camino::Utf8Path;

use hcl_rs::Value;

use super::{Answers, Composed, NewRequest, compose};
use crate::app::folder::stack_text;
use crate::catalog::{Catalog, Located};
use crate::compose::stack::{SourceKind, Stack};
use crate::compose::values::{as_typed, shell_word};

/// The command line that gives the same service again, in any folder and without a question.
///
/// Quoted for a POSIX shell. One line, unless a value holds a line break or the stack holds what
/// no flag can say and goes in through a pipe.
#[must_use]
pub fn again(catalog: &Catalog, request: &NewRequest, composed: &Composed<'_>) -> String {
    let wanted = &composed.stack;
    let gives =
        |candidate: &NewRequest| compose(catalog, candidate).ok().filter(|c| c.missing.is_empty());
    let mut candidate = bare(request, composed);
    // What the words alone give is compared with what is wanted, and flags say the difference.
    for _ in 0..3 {
        let Ok(got) = compose(catalog, &candidate) else { break };
        if got.stack == *wanted {
            break;
        }
        add_difference(catalog, &mut candidate, &got.stack, wanted);
    }
    if gives(&candidate).is_some_and(|got| got.stack == *wanted) {
        return line(&candidate, &[]);
    }
    let text = stack_text(wanted);
    let rest = NewRequest {
        out: candidate.out,
        catalog: candidate.catalog,
        registry: candidate.registry,
        accept_samples: true,
        ..NewRequest::default()
    };
    let words = vec!["printf".to_owned(), "%s".to_owned(), text];
    format!("{} | {}", quoted(&words), line(&rest, &["--answers -".to_owned()]))
}

/// The command line of a request, with `more` of it that is quoted already.
///
/// Quoted for a POSIX shell. The file of answers is left out: a request does not know its name.
#[must_use]
pub fn line(request: &NewRequest, more: &[String]) -> String {
    let mut words = vec!["pave".to_owned(), "new".to_owned()];
    let (plain, dashed) = match &request.intent {
        Some(text) if text.starts_with('-') => (None, Some(text)),
        text => (text.as_ref(), None),
    };
    words.extend(plain.cloned());
    let mut flag = |name: &str, value: &str| {
        // A value that looks like a flag is joined to its own.
        if value.starts_with('-') {
            words.push(format!("--{name}={value}"));
        } else {
            words.extend([format!("--{name}"), value.to_owned()]);
        }
    };
    let path = |path: &Option<camino::Utf8PathBuf>| path.as_deref().map(Utf8Path::to_string);
    for (name, value) in [
        ("catalog", path(&request.catalog)),
        ("registry", request.registry.clone()),
        ("blueprint", request.blueprint.clone()),
        ("name", request.name.clone()),
        ("owner", request.owner.clone()),
        ("region", request.region.clone()),
        ("source", request.source.map(|kind| kind.as_str().to_owned())),
    ] {
        if let Some(value) = value {
            flag(name, &value);
        }
    }
    for (name, values) in [
        ("use", &request.uses),
        ("without", &request.without),
        ("env", &request.environments),
        ("set", &request.sets),
        ("wire", &request.wires),
        ("choose", &request.chooses),
    ] {
        for value in values {
            flag(name, value);
        }
    }
    if let Some(out) = path(&request.out) {
        flag("out", &out);
    }
    if request.accept_samples {
        words.push("--yes".to_owned());
    }
    let mut line = quoted(&words);
    for piece in more {
        line.push_str(&format!(" {piece}"));
    }
    if let Some(text) = dashed {
        line.push_str(&format!(" {}", quoted(&["--".to_owned(), text.clone()])));
    }
    line
}

/// A few words for a shell.
pub(super) fn words(words: &[&str]) -> String {
    quoted(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
}

fn quoted(words: &[String]) -> String {
    words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}

/// The words that a service is begun with, and what is always said.
fn bare(request: &NewRequest, composed: &Composed<'_>) -> NewRequest {
    let stack = &composed.stack;
    let understood = composed.resolution.as_ref().and_then(|r| r.blueprint.as_ref());
    let named = stack.blueprint.clone();
    NewRequest {
        intent: stack.intent.clone(),
        blueprint: named.filter(|name| understood.is_none_or(|b| b.name != *name)),
        name: Some(stack.service.clone()),
        owner: Some(stack.owner.clone()),
        source: Some(stack.source).filter(|kind| *kind != SourceKind::default()),
        chooses: stack.choices.iter().map(|(q, option)| format!("{q}={option}")).collect(),
        out: Some(composed.out.clone()),
        catalog: request.catalog.clone(),
        registry: request.registry.clone(),
        accept_samples: true,
        person: Answers::default(),
        ..NewRequest::default()
    }
}

/// Adds to a request what `wanted` has and `got` has not.
fn add_difference(catalog: &Catalog, request: &mut NewRequest, got: &Stack, wanted: &Stack) {
    if got.environments != wanted.environments {
        request.environments.clone_from(&wanted.environments);
    }
    if got.region != wanted.region {
        request.region.clone_from(&wanted.region);
    }
    let unwanted = got.components.keys().filter(|name| !wanted.components.contains_key(*name));
    request.without.extend(unwanted.cloned());
    for (name, component) in &wanted.components {
        let there = got.components.get(name);
        if there.is_none() {
            request.uses.push(format!("{}={name}", component.module));
            continue;
        }
        for environment in &wanted.environments {
            let module = component.module_in(environment);
            let differs = there.is_some_and(|t| t.module_in(environment) != module);
            let provides = catalog.module(module).and_then(|m| m.provides.keys().next());
            if let (true, Some(capability)) = (differs, provides) {
                request.uses.push(format!("{capability}@{environment}={module}"));
            }
        }
        let set = |input: &str, value: &Located<Value>| {
            format!("{name}.{input}={}", as_typed(&value.value))
        };
        for (input, value) in &component.inputs {
            if there.and_then(|t| t.inputs.get(input)) != Some(value) {
                request.sets.push(set(input, value));
            }
        }
        for (environment, other) in &component.environments {
            let there = there.and_then(|t| t.environments.get(environment));
            for (input, value) in &other.inputs {
                if there.and_then(|t| t.inputs.get(input)) != Some(value) {
                    request.sets.push(set(&format!("{input}@{environment}"), value));
                }
            }
        }
    }
    for (slot, servers) in &wanted.links {
        if got.links.get(slot) != Some(servers) {
            let list: Vec<&str> = servers.iter().map(|s| s.as_str()).collect();
            let servers = if list.is_empty() { "none".to_owned() } else { list.join(",") };
            request.wires.push(format!("{slot}={servers}"));
        }
    }
    let NewRequest { uses, without, sets, wires, .. } = request;
    for list in [uses, without, sets, wires] {
        list.sort();
        list.dedup();
    }
}
