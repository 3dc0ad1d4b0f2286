//! Features of the language by the Terraform version that brought them, and where they are used.

use super::expressions;
use super::problem::Region;
use super::subject::Subject;
use crate::hcl::syntax::{Expr, ExprKind};
use crate::terraform::reference::{Subject as Named, references};
use crate::terraform::{InputVariable, Module, Place, ResourceMode};

/// A use of a feature.
#[derive(Debug)]
pub(super) struct Feature {
    /// What uses it.
    pub(super) subject: String,
    /// The feature, as the subject of a sentence.
    pub(super) what: String,
    /// The first version that has it.
    pub(super) since: (u64, u64),
    /// Where.
    pub(super) region: Region,
}

/// Functions by the version that brought them.
const FUNCTIONS: &[(&str, (u64, u64))] = &[
    ("optional", (1, 3)),
    ("endswith", (1, 3)),
    ("startswith", (1, 3)),
    ("timecmp", (1, 3)),
    ("plantimestamp", (1, 5)),
    ("strcontains", (1, 5)),
    ("issensitive", (1, 8)),
    ("templatestring", (1, 9)),
    ("ephemeralasnull", (1, 10)),
];

/// Every use of a feature that came after 1.0.
pub(super) fn features(subject: &Subject<'_>) -> Vec<Feature> {
    let module = subject.root();
    let mut uses = Uses { subject, found: Vec::new() };
    uses.blocks(module);
    uses.variables_and_outputs(module);
    uses.resources(module);
    for place in expressions::places(module) {
        let Some(expr) = module.expr(place) else { continue };
        expressions::walk(&expr, &mut |expr| uses.function(place, expr));
    }
    uses.tests();
    uses.found
}

struct Uses<'s> {
    subject: &'s Subject<'s>,
    found: Vec<Feature>,
}

impl Uses<'_> {
    fn add(&mut self, about: &str, what: &str, since: (u64, u64), place: Place) {
        self.found.push(Feature {
            subject: about.to_owned(),
            what: what.to_owned(),
            since,
            region: self.subject.at(place),
        });
    }

    fn blocks(&mut self, module: &Module) {
        for moved in &module.moved {
            self.add("moved", "a `moved` block", (1, 1), moved.place);
        }
        for import in &module.imports {
            let since = match (&import.identity, &import.for_each) {
                (Some(_), _) => (1, 12),
                (None, Some(_)) => (1, 7),
                (None, None) => (1, 5),
            };
            self.add("import", "such an `import` block", since, import.place);
        }
        for check in module.checks.values() {
            self.add(&format!("check.{}", check.name), "a `check` block", (1, 5), check.place);
        }
        for removed in &module.removed {
            self.add("removed", "a `removed` block", (1, 7), removed.place);
        }
    }

    fn variables_and_outputs(&mut self, module: &Module) {
        for variable in module.variables.values() {
            let about = format!("var.{}", variable.name);
            let place = variable.name_place;
            if variable.ephemeral {
                self.add(&about, "`ephemeral` of a variable", (1, 10), place);
            }
            if variable.constant {
                self.add(&about, "`const` of a variable", (1, 15), place);
            }
            if variable.deprecated.is_some() {
                self.add(&about, "`deprecated` of a variable", (1, 15), place);
            }
            for place in looks_elsewhere(module, variable) {
                self.add(
                    &about,
                    "a validation that looks at more than its variable",
                    (1, 9),
                    place,
                );
            }
        }
        for output in module.outputs.values() {
            let about = format!("output.{}", output.name);
            let place = output.name_place;
            if output.ephemeral {
                self.add(&about, "`ephemeral` of an output", (1, 10), place);
            }
            if output.deprecated.is_some() {
                self.add(&about, "`deprecated` of an output", (1, 15), place);
            }
            if let Some(ty) = &output.type_constraint {
                self.add(&about, "the type of an output", (1, 15), ty.place);
            }
            if let Some(condition) = output.preconditions.first() {
                self.add(&about, "a `precondition`", (1, 2), condition.place);
            }
        }
    }

    fn resources(&mut self, module: &Module) {
        for resource in module.resources.values() {
            let about = resource.address();
            match resource.mode {
                ResourceMode::Ephemeral => {
                    self.add(&about, "an ephemeral resource", (1, 10), resource.kind_place);
                }
                ResourceMode::Action => self.add(&about, "an action", (1, 14), resource.kind_place),
                ResourceMode::Managed | ResourceMode::Data => {}
            }
            if resource.kind == "terraform_data" {
                self.add(&about, "`terraform_data`", (1, 4), resource.kind_place);
            }
            let write_only = resource.arguments.values().filter(|a| a.name.ends_with("_wo"));
            for argument in write_only {
                self.add(&about, "a write-only argument", (1, 11), argument.name_place);
            }
            let Some(lifecycle) = &resource.lifecycle else { continue };
            if let Some(argument) = &lifecycle.replace_triggered_by {
                self.add(&about, "`replace_triggered_by`", (1, 2), argument.place);
            }
            if let Some(block) = lifecycle.blocks.iter().find(|b| b.kind == "action_trigger") {
                self.add(&about, "an `action_trigger`", (1, 14), block.place);
            }
            let conditions = lifecycle.preconditions.iter().chain(&lifecycle.postconditions);
            for condition in conditions {
                self.add(&about, "a condition of a resource", (1, 2), condition.place);
            }
        }
    }

    fn function(&mut self, place: Place, expr: &Expr<'_>) {
        let ExprKind::Call { name, .. } = &expr.kind else { return };
        let at = Place::new(place.source, name.span);
        if name.text.starts_with("provider::") {
            return self.add(name.text, "a function of a provider", (1, 8), at);
        }
        if let Some((_, since)) = FUNCTIONS.iter().find(|(known, _)| *known == name.text) {
            let what = format!("`{}()`", name.text);
            self.add(name.text, &what, *since, at);
        }
    }

    /// Tests run with the caller's Terraform when it is the oldest that is to be tried.
    fn tests(&mut self) {
        for (path, file) in &self.subject.tests {
            for (kind, span) in &file.blocks {
                let since = match kind.as_str() {
                    "run" => (1, 6),
                    "mock_provider" | "override_resource" | "override_data" | "override_module" => {
                        (1, 7)
                    }
                    _ => continue,
                };
                let Some(region) = self.subject.in_file(path.as_str(), *span) else { continue };
                self.found.push(Feature {
                    subject: path.to_string(),
                    what: format!("`{kind}` of a test"),
                    since,
                    region,
                });
            }
        }
    }
}

/// Where the validations of a variable name something else than it.
fn looks_elsewhere(module: &Module, variable: &InputVariable) -> Vec<Place> {
    let mut places = Vec::new();
    for validation in &variable.validations {
        for place in [&validation.condition, &validation.error_message].into_iter().flatten() {
            let Some(expr) = module.expr(place.place) else { continue };
            let elsewhere =
                references(&expr).into_iter().any(|reference| match reference.subject {
                    Named::Variable(name) => name != variable.name,
                    Named::Local(_) | Named::Call(_) | Named::Resource { .. } => true,
                    Named::Other(_) => false,
                });
            places.extend(elsewhere.then_some(place.place));
        }
    }
    places
}
