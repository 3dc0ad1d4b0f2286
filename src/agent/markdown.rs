//! Views as Markdown: every text in a list item, never a heading or a paragraph of its own.

use super::card::{CardView, GroupView, IndexView, InputView, SlotView};
use super::interface::InterfaceView;

/// One line of the index.
pub(super) fn index(view: &IndexView) -> String {
    let mut line = format!("- `{}` {}: {}", view.id, view.version, view.summary);
    if let Some(kind) = &view.replaces {
        line += &format!(" Replaces {}.", more(kind, view.replaces_more));
    }
    if !view.needs.is_empty() {
        line += &format!(" Needs {}.", view.needs.join(", "));
    }
    if view.deprecated {
        line += " Deprecated.";
    }
    line + "\n"
}

/// Some modules by name alone.
pub(super) fn group(view: &GroupView) -> String {
    format!("- {}: {}\n", view.provides, more(&view.modules.join(", "), view.more))
}

/// A card.
pub(super) fn card(view: &CardView) -> String {
    let mut text = format!("### {} {}\n\n- {}\n", view.id, view.version, view.summary);
    if let Some(reason) = &view.deprecated {
        text += &format!("- deprecated: {reason}\n");
    }
    if !view.replaces.is_empty() {
        text += &format!("- replaces: {}\n", more(&view.replaces.join(", "), view.replaces_more));
    }
    for (capability, output) in &view.provides {
        text += &format!("- provides {capability}: output `{output}`\n");
    }
    for slot in &view.needs {
        text += &format!("- needs {}\n", self::slot(slot));
    }
    for slot in &view.accepts {
        text += &format!("- accepts {}\n", self::slot(slot));
    }
    for input in &view.inputs {
        text += &self::input(input);
    }
    if !view.other_inputs.is_empty() {
        text += &format!("- other inputs: {}\n", view.other_inputs.join(", "));
    }
    if !view.guarantees.is_empty() {
        let more = match view.guarantees_more {
            0 => String::new(),
            more => format!(" And {more} more."),
        };
        text += &format!("- guaranteed: {}{more}\n", view.guarantees.join(" "));
    }
    text + &format!("\n```hcl\n{}\n```\n", view.example)
}

/// A whole interface.
pub(super) fn interface(view: &InterfaceView) -> String {
    let mut text = format!("### {}: every input and output\n\n", view.id);
    for input in &view.inputs {
        text += &self::input(input);
    }
    for output in &view.outputs {
        let ty = output.ty.as_deref().map(|ty| format!(" {ty}")).unwrap_or_default();
        text += &format!("- output `{}`{ty}{}\n", output.name, described(&output.description));
    }
    text
}

fn input(view: &InputView) -> String {
    let ty = match view.allowed.is_empty() {
        true => view.ty.clone(),
        false => view.allowed.join("|"),
    };
    let range = view.range.as_deref().map(|range| format!(" {range}")).unwrap_or_default();
    let given = match &view.default {
        Some(default) => format!(" = {default}"),
        None if view.required => ", required".to_owned(),
        None => String::new(),
    };
    let described = described(&view.description);
    format!("- input `{}` {ty}{range}{given}{described}\n", view.name)
}

fn described(description: &str) -> String {
    if description.is_empty() { String::new() } else { format!(": {description}") }
}

fn slot(view: &SlotView) -> String {
    let many = if view.many { ", a map of several" } else { "" };
    format!("{}: `{}`{many}", view.capability, view.input)
}

/// Something, and how many more there are of it.
fn more(first: &str, more: usize) -> String {
    match more {
        0 => first.to_owned(),
        more => format!("{first} and {more} more"),
    }
}
