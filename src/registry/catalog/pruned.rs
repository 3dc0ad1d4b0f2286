//! The organisation's settings without what they say of modules that are not there.
//!
//! An answer that would bring a module that is not there cannot be given any more: giving it
//! without the module would promise what is not kept.

use std::collections::BTreeSet;

use super::node::Node;
use crate::error::{Error, Result};

/// The settings for a catalog in which just these modules are `there`, and these `approved`; `None`
/// when they can stay as they are.
pub(super) fn settings(
    text: &str,
    there: &BTreeSet<&str>,
    approved: &BTreeSet<&str>,
) -> Result<Option<String>> {
    let Some(before) = Node::read(text) else {
        return Err(Error::refused("the settings of the catalog are no map"));
    };
    let mut after = before.clone();
    let is_there = |node: &mut Node| node.text().is_none_or(|name| there.contains(name));
    let concerns = |name: &str| name == "*" || there.contains(name);
    if let Some(defaults) = after.get_mut("defaults") {
        defaults.retain(|_, module| is_there(module));
    }
    if let Some(environments) = after.get_mut("environments") {
        environments.retain(|_, environment| {
            if let Some(bindings) = environment.get_mut("bindings") {
                bindings.retain(|_, module| is_there(module));
            }
            if let Some(inputs) = environment.get_mut("inputs") {
                inputs.retain(|module, _| concerns(module));
            }
            true
        });
    }
    if let Some(questions) = after.get_mut("questions") {
        questions.retain(|_, question| self::question(question, there, approved));
    }
    if after == before {
        return Ok(None);
    }
    let mut text = String::new();
    after.write(0, &mut text);
    text.push('\n');
    Ok(Some(text))
}

/// Cuts a question down; says whether there is still something to ask.
fn question(question: &mut Node, there: &BTreeSet<&str>, approved: &BTreeSet<&str>) -> bool {
    if let Some(Node::List(modules)) = question.get_mut("for") {
        let all = modules.len();
        modules.retain(|module| module.text().is_none_or(|name| there.contains(name)));
        if all > 0 && modules.is_empty() {
            return false;
        }
    }
    let mut open = 0;
    if let Some(options) = question.get_mut("options") {
        options.retain(|_, option| {
            let uses = option.get("uses");
            let possible = uses.is_none_or(|uses| uses.texts().all(|name| approved.contains(name)));
            if let Some(inputs) = option.get_mut("inputs") {
                inputs.retain(|module, _| there.contains(module));
            }
            open += usize::from(possible && option.get("refused").is_none());
            possible
        });
    }
    let default = question.get("default").and_then(Node::text).map(str::to_owned);
    if let Some(default) = default
        && question.get("options").is_some_and(|options| options.get(&default).is_none())
    {
        question.retain(|key, _| key != "default");
    }
    open > 0
}
