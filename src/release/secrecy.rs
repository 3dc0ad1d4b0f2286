//! Values that became secret, and where in the module that is felt.

use super::flow::{Flow, Use};
use super::pair::Pair;
use crate::terraform::{InputVariable, Module};

/// The variables that became sensitive.
pub(super) fn sensitive_added<'p>(
    pair: &Pair<'p>,
) -> impl Iterator<Item = (&'p InputVariable, &'p InputVariable)> {
    pair.variables().filter(|(old, new)| !old.sensitive && new.sensitive)
}

/// The variables that became ephemeral.
pub(super) fn ephemeral_added<'p>(
    pair: &Pair<'p>,
) -> impl Iterator<Item = (&'p InputVariable, &'p InputVariable)> {
    pair.variables().filter(|(old, new)| !old.ephemeral && new.ephemeral)
}

/// Where a value that is secret is felt outside of what holds it: outputs that are not sensitive
/// by themselves, and repetitions, in a few words each.
pub(super) fn given_on(flow: &Flow, module: &Module, name: &str) -> Vec<String> {
    let words = |at: Use| match at {
        Use::Output(name) if is_open(module, &name) => Some(format!("the output `{name}`")),
        Use::Repetition(address) => Some(format!("what there is of `{address}`")),
        _ => None,
    };
    flow.seen(name).into_iter().filter_map(words).collect()
}

/// The outputs among them.
pub(super) fn outputs_given_on(flow: &Flow, module: &Module, name: &str) -> Vec<String> {
    let open = |at: Use| match at {
        Use::Output(name) if is_open(module, &name) => Some(name),
        _ => None,
    };
    flow.seen(name).into_iter().filter_map(open).collect()
}

fn is_open(module: &Module, output: &str) -> bool {
    module.outputs.get(output).is_some_and(|output| !output.sensitive)
}

/// Where a variable's value goes that is kept, in a few words; `None` when it goes nowhere such.
pub(super) fn kept(flow: &Flow, module: &Module, name: &str) -> Option<String> {
    let kept = flow.uses(name).into_iter().find(|at| !at.is_fleeting(module))?;
    Some(match kept {
        Use::Output(name) => format!("the output `{name}`"),
        Use::Call(name) => format!("the module call `{name}`"),
        Use::Repetition(address) => format!("what there is of `{address}`"),
        Use::Argument(subject, _, last) => format!("`{last}` of `{}`", subject.address()),
        _ => "a condition or message".to_owned(),
    })
}
