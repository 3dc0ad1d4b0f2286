//! The tables of inputs and outputs in a module's README, which are made from its HCL.

use std::fmt::Write as _;

use crate::diag::Span;
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

/// What a README is beside its module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refreshed {
    /// The tables are those of the HCL.
    AsItIs,
    /// They are not.
    Stale {
        /// What stands between the markers.
        span: Span,
        /// The README with the tables of the HCL.
        text: String,
    },
    /// There are no markers.
    NoMarkers {
        /// The README with the markers and tables at its end.
        text: String,
    },
    /// The first marker has no last one.
    Unclosed {
        /// The first marker.
        span: Span,
    },
}

/// Compares the tables of a README with what the HCL says.
#[must_use]
pub fn refreshed(text: &str, interface: &Module) -> Refreshed {
    let tables = interface_tables(interface);
    let Some(begin) = text.find(BEGIN) else {
        let whole = text.trim_end();
        let gap = if whole.is_empty() { "" } else { "\n\n" };
        let text = format!("{whole}{gap}## Interface\n\n{BEGIN}\n{tables}\n{END}\n");
        return Refreshed::NoMarkers { text };
    };
    let inside = begin + BEGIN.len();
    let Some(length) = text[inside..].find(END) else {
        return Refreshed::Unclosed { span: Span::new(begin, inside) };
    };
    let end = inside + length;
    let should = format!("\n{tables}\n");
    // Line endings are the business of whoever checked the file out.
    if text[inside..end].replace('\r', "") == should {
        return Refreshed::AsItIs;
    }
    let (before, after) = (&text[..inside], &text[end..]);
    Refreshed::Stale { span: Span::new(inside, end), text: format!("{before}{should}{after}") }
}

/// A text as it may stand in a cell of a table.
#[must_use]
pub fn cell(text: &str) -> String {
    text.replace('|', "\\|").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_put_where_there_are_none_and_then_kept() {
        let module = Module::load([("main.tf", "variable \"x\" {\n  type = string\n}\n")]);
        let Refreshed::NoMarkers { text } = refreshed("# a\n", &module) else { panic!() };
        assert_eq!(refreshed(&text, &module), Refreshed::AsItIs);
        assert_eq!(refreshed(&text.replace('\n', "\r\n"), &module), Refreshed::AsItIs);
        let stale = text.replace("`string`", "`number`");
        let Refreshed::Stale { text: again, .. } = refreshed(&stale, &module) else { panic!() };
        assert_eq!(again, text);
        let open = text.replace(END, "");
        assert!(matches!(refreshed(&open, &module), Refreshed::Unclosed { .. }));
    }
}
