//! What a module says of the values that are given to it, before Terraform asks it.

use std::collections::BTreeMap;

use hcl_rs::Value;

use super::{Linker, Origin};
use crate::catalog::{CatalogModule, Located};
use crate::compose::values;
use crate::diag::{Finding, Severity, Span};
use crate::terraform::{Given, InputVariable};

/// What is known of the inputs of one component.
#[derive(Default)]
pub(super) struct Known {
    /// The values; none for what comes from elsewhere or does not fit its type.
    pub(super) values: Given,
    /// Where they are written, and who gives them.
    places: BTreeMap<String, (Span, Origin)>,
    /// The findings that say already that a value is not allowed, by input.
    refused: BTreeMap<String, usize>,
}

impl Known {
    /// Adds a value that was given and checked; `findings[before..]` are about it.
    pub(super) fn add(
        &mut self,
        input: &str,
        value: &Located<Value>,
        origin: Origin,
        findings: &[Finding],
        before: usize,
    ) {
        let errors = || {
            let new = findings.iter().enumerate().skip(before);
            new.filter(|(_, finding)| finding.severity == Severity::Error)
        };
        let refused = errors().find(|(_, finding)| finding.rule == "E045").map(|(at, _)| at);
        let fits = errors().next().is_none() || refused.is_some();
        let plain = (fits && !values::refers(&value.value)).then(|| values::plain(&value.value));
        self.values.insert(input.to_owned(), plain);
        self.places.insert(input.to_owned(), (value.span, origin));
        self.refused.extend(refused.map(|at| (input.to_owned(), at)));
    }

    /// The given inputs that the validations of a variable ask for, itself among them.
    fn asked_for<'k>(&'k self, variable: &'k InputVariable) -> impl Iterator<Item = &'k str> {
        self.places.keys().map(String::as_str).filter(move |input| {
            variable.validations.iter().any(|v| mentions(&v.condition_text, input))
        })
    }
}

/// Whether `var.input` stands in the text.
fn mentions(text: &str, input: &str) -> bool {
    text.split("var.").skip(1).any(|rest| {
        let rest = rest.strip_prefix(input);
        rest.is_some_and(|rest| {
            !rest.starts_with(|c: char| c.is_alphanumeric() || "_-".contains(c))
        })
    })
}

impl Linker<'_, '_> {
    /// Asks the module of every value that is given, and of the defaults that depend on one.
    pub(super) fn check_validations(&mut self, name: &str, module: &CatalogModule, known: &Known) {
        let interface = module.interface();
        let mut problems: Vec<(&InputVariable, Vec<String>)> = Vec::new();
        for variable in interface.variables.values() {
            // Defaults alone are the business of the module's own tests.
            if known.asked_for(variable).next().is_none() {
                continue;
            }
            let found = interface.validation_problems(&variable.name, &known.values);
            if !found.is_empty() {
                problems.push((variable, found));
            }
        }
        let refused: Vec<&str> = problems.iter().map(|(v, _)| v.name.as_str()).collect();
        for (variable, found) in &problems {
            let input = variable.name.as_str();
            let key = format!("{name}.{input}");
            if let Some(&at) = known.refused.get(input) {
                for words in found {
                    self.findings[at].help.push(format!("the module says: {words}"));
                }
                continue;
            }
            let given = known.places.get(input);
            // What a refused value means to an input that nobody gave is no news.
            if given.is_none() && known.asked_for(variable).any(|other| refused.contains(&other)) {
                continue;
            }
            let Some((span, origin)) = given else {
                // What others are set to makes it one that must be given.
                self.report_missing(name, module, variable, &found.join(" "));
                continue;
            };
            for words in found {
                let finding = Finding::error("E048", format!("{key}: {words}"));
                let finding = match origin {
                    Origin::Environment => {
                        finding.help(format!("the environment {} gives it", self.name))
                    }
                    _ => finding,
                };
                self.find(finding, *span, "");
            }
        }
    }
}
