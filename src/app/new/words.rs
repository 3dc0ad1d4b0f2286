//! What `--set` and `--wire` say, read against the stack that they are about.

use hcl_rs::Value;

use super::Source;
use super::draft::{Draft, environment};
use crate::catalog::{CatalogModule, Located};
use crate::diag::did_you_mean;
use crate::error::{Error, Result};
use crate::terraform::{Type, render};

/// Takes `COMPONENT.INPUT=VALUE`, `INPUT=VALUE` or either with `@ENVIRONMENT` before the `=`.
pub(super) fn apply_set(draft: &mut Draft<'_>, set: &str) -> Result<()> {
    let Some((key, text)) = set.split_once('=') else {
        return Err(Error::usage(format!("`--set {set}` has no value"))
            .hint("write --set COMPONENT.INPUT=VALUE"));
    };
    let (place, there) = match key.split_once('@') {
        Some((place, there)) => (place, Some(there)),
        None => (key, None),
    };
    if let Some(there) = there {
        environment(draft.catalog, there)?;
    }
    let (component, input) = match place.split_once('.') {
        Some((component, input)) => (component.to_owned(), input),
        None => (only_taker(draft, place)?, place),
    };
    let Some(component) = draft.component(&component)? else {
        let names: Vec<&str> = draft.stack.components.keys().map(String::as_str).collect();
        let hint = did_you_mean(&component, names.iter().copied())
            .unwrap_or_else(|| format!("the components are: {}", names.join(", ")));
        let message = format!("`--set {key}`: there is no component `{component}`");
        return Err(Error::usage(message).hint(hint));
    };
    let modules: Vec<&CatalogModule> = draft
        .stack
        .environments
        .iter()
        .filter(|e| there.is_none_or(|there| *e == there))
        .filter_map(|e| draft.module_in(&component, e))
        .collect();
    let able = modules.iter().find(|m| m.interface().variables.contains_key(input));
    let Some(module) = able.or(modules.first()) else { return Ok(()) };
    let value = typed_value(module, input, text)
        .map_err(|problem| Error::usage(format!("`--set {key}`: {problem}")))?;
    let value = Located::unplaced(value);
    match there {
        Some(there) => draft.set_in(&component, input, there, &value, &Source::Flag),
        None => draft.set(&component, input, &value, &Source::Flag),
    }
    Ok(())
}

/// The one component of the stack that has an input of that name.
fn only_taker(draft: &Draft<'_>, input: &str) -> Result<String> {
    let components = draft.stack.components.keys();
    let takers: Vec<&String> = components.filter(|name| draft.takes(name, input)).collect();
    match takers[..] {
        [one] => Ok(one.clone()),
        [] => {
            let inputs: Vec<&str> = draft
                .stack
                .components
                .values()
                .filter_map(|c| draft.catalog.module(&c.module))
                .flat_map(|m| m.interface().variables.keys().map(String::as_str))
                .collect();
            let mut error = Error::usage(format!("no component has an input `{input}`"));
            error.hints.extend(did_you_mean(input, inputs));
            Err(error.hint("`pave show MODULE` lists the inputs of a module"))
        }
        _ => {
            let mut error = Error::usage(format!("several components have an input `{input}`"));
            for name in takers {
                error = error.hint(format!("--set {name}.{input}=VALUE"));
            }
            Err(error)
        }
    }
}

/// A value as typed on a command line: text for a string, YAML for the rest.
fn typed_value(module: &CatalogModule, input: &str, text: &str) -> Result<Value, String> {
    let variable = module.interface().variables.get(input);
    if variable.is_none_or(|v| v.ty == Type::String) {
        return Ok(Value::from(text));
    }
    serde_saphyr::from_str::<Value>(text).map_err(|_| {
        let ty = variable.map_or("any".to_owned(), |v| v.ty.to_string());
        format!("{} is not a value of type {ty}", render::string(text))
    })
}

/// Takes `COMPONENT.SLOT=SERVER[,SERVER…]`, or `=none`.
pub(super) fn apply_wire(draft: &mut Draft<'_>, wire: &str) -> Result<()> {
    let Some((slot, servers)) = wire.split_once('=').filter(|(slot, _)| slot.contains('.')) else {
        return Err(Error::usage(format!("`--wire {wire}` is not understood"))
            .hint("write --wire COMPONENT.SLOT=COMPONENT, or COMPONENT.INPUT=COMPONENT.OUTPUT"));
    };
    let servers: Vec<Located<String>> = match servers {
        "none" => Vec::new(),
        list => list.split(',').map(|s| Located::unplaced(s.trim().to_owned())).collect(),
    };
    draft.stack.links.insert(slot.to_owned(), servers);
    Ok(())
}
