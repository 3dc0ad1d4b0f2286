//! Values that a catalog's files set, against the inputs that are to take them.

use hcl_rs::Value;

use super::interface::fit;
use super::{View, shown, unknown};
use crate::catalog::{CatalogModule, Located};
use crate::diag::{Finding, SourceId};
use crate::terraform::{InputVariable, Mismatch, render};

/// The input of that name, or a finding with the name that was probably meant.
pub(super) fn known_input<'m>(
    module: &'m CatalogModule,
    input: &Located<String>,
    source: SourceId,
    findings: &mut Vec<Finding>,
) -> Option<&'m InputVariable> {
    let variables = &module.interface().variables;
    let found = variables.get(&input.value);
    if found.is_none() {
        let known = variables.keys().map(String::as_str);
        findings.push(unknown("input", input, &format!(" of `{}`", module.name), source, known));
    }
    found
}

/// Checks a value that an environment or a blueprint sets.
pub(super) fn set(
    module: &str,
    input: &Located<String>,
    value: &Located<Value>,
    source: SourceId,
    view: &View<'_>,
    findings: &mut Vec<Finding>,
) {
    let Some(module) = view.modules.get(module) else { return };
    if let Some(variable) = known_input(module, input, source, findings) {
        takes(variable, value, source, findings);
    }
}

/// Checks a value that an environment sets wherever there is such an input.
pub(super) fn everywhere(
    input: &Located<String>,
    value: &Located<Value>,
    source: SourceId,
    view: &View<'_>,
    findings: &mut Vec<Finding>,
) {
    let all = || view.modules.values().flat_map(|module| module.interface().variables.values());
    let mut none = true;
    for variable in all().filter(|variable| variable.name == input.value) {
        none = false;
        let before = findings.len();
        takes(variable, value, source, findings);
        if findings.len() > before {
            return; // Modules that agree on an input disagree with the value alike.
        }
    }
    if none && !view.modules.is_empty() {
        let mut names: Vec<&str> = all().map(|variable| variable.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        findings.push(unknown("input", input, " in any module", source, names.into_iter()));
    }
}

/// Checks that an input takes a value, by its type and by the values it lists.
pub(super) fn takes(
    variable: &InputVariable,
    value: &Located<Value>,
    source: SourceId,
    findings: &mut Vec<Finding>,
) {
    let name = &variable.name;
    if value.value == Value::Null && !variable.nullable {
        findings.push(
            Finding::error("catalog-value", format!("the input `{name}` does not take `null`"))
                .at(source, value.span, ""),
        );
        return;
    }
    let mismatches = variable.ty.accepts_value(&value.value);
    for mismatch in &mismatches {
        let message = format!("the input `{name}` does not take this: {mismatch}");
        findings.push(fit(mismatch, message).at(source, value.span, ""));
    }
    if mismatches.iter().any(Mismatch::is_error) || value.value == Value::Null {
        return;
    }
    if let Some(allowed) = variable.allowed_values()
        && !allowed.contains(&value.value)
    {
        let allowed: Vec<String> = allowed.iter().map(render::value).collect();
        let message =
            format!("the input `{name}` does not take `{}`", shown(&render::value(&value.value)));
        findings.push(
            Finding::error("catalog-value", message)
                .at(source, value.span, "")
                .help(format!("write one of {}", allowed.join(", "))),
        );
    }
}
