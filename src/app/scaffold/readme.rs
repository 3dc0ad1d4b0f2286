//! The tables of inputs and outputs in a module's README, which are made from its HCL.

use std::fmt::Write as _;

use crate::terraform::{Module, render};

/// What stands before the tables.
pub const BEGIN: &str = "<!-- pave:interface -->";

/// What stands after them.
pub const END: &str = "<!-- /pave:interface -->";

/// The tables of what a module takes and gives, as Markdown.
#[must_use]
pub fn interface_tables(interface: &Module) -> String {
    let mut text = String::from("\n| input | type | default | |\n| --- | --- | --- | --- |\n");
    for variable in interface.variables.values() {
        let default = match variable.default_value() {
            Some(value) => format!("`{}`", render::value(value)),
            None if variable.is_required() => "required".to_owned(),
            None => String::new(),
        };
        let description = variable.description.as_deref().unwrap_or_default();
        let (name, ty) = (&variable.name, variable.ty.brief());
        let _ = writeln!(text, "| `{name}` | `{ty}` | {default} | {} |", cell(description));
    }
    text.push_str("\n| output | |\n| --- | --- |\n");
    for output in interface.outputs.values() {
        let description = output.description.as_deref().unwrap_or_default();
        let _ = writeln!(text, "| `{}` | {} |", output.name, cell(description));
    }
    text
}

/// A text as it may stand in a cell of a table.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").split_whitespace().collect::<Vec<_>>().join(" ")
}
