//! What must hold of one environment's names, regions and values.

use hcl_rs::Value;

use super::{Assumption, Linker, examples, one_line, same};
use crate::catalog::CatalogModule;
use crate::compose::graph::{self, Instances};
use crate::compose::scope::RootScope;
use crate::compose::stack::{component_name_problem, service_name_problem};
use crate::compose::values::{as_typed, shell_word};
use crate::compose::{Missing, MissingChoice, MissingInput, regional_providers};
use crate::diag::{Finding, Span, did_you_mean};
use crate::hcl;
use crate::terraform::{InputVariable, Type, assign, infer, render};

impl Linker<'_, '_> {
    pub(super) fn check_names(&mut self) {
        if let Some(problem) = service_name_problem(&self.stack.service) {
            self.findings.push(Finding::error("E005", problem));
        }
        let names: Vec<String> =
            self.stack.components.keys().filter_map(|n| component_name_problem(n)).collect();
        self.findings.extend(names.into_iter().map(|p| Finding::error("E005", p)));
    }

    /// What the stack and the catalog leave at a value that nobody chose.
    pub(super) fn assume(&mut self) {
        if self.stack.owner == self.stack.service {
            self.assumptions.push(Assumption {
                key: "owner".to_owned(),
                text: format!(
                    "`{}`, after the service; name the team that answers for it",
                    self.stack.owner
                ),
            });
        }
        if self.environment.backend.is_none() {
            self.assumptions.push(Assumption {
                key: "backend".to_owned(),
                text: "state is kept in local files; give each environment a backend in the \
                       catalog's settings"
                    .to_owned(),
            });
        }
    }

    pub(super) fn check_literal(
        &mut self,
        key: &str,
        variable: &InputVariable,
        value: &Value,
        span: Span,
    ) {
        if value.is_null() && !variable.nullable {
            let finding = Finding::error("E044", format!("{key} cannot be null"));
            self.find(finding.help("leave it out to take the default"), span, "");
            return;
        }
        let mut fits = true;
        for mismatch in variable.ty.accepts_value(value) {
            let finding = if mismatch.is_error() {
                fits = false;
                Finding::error("E044", format!("{key}: {mismatch}"))
            } else {
                Finding::warning(mismatch.kind.rule(), format!("{key}: {mismatch}"))
            };
            self.find(finding, span, "");
        }
        if !fits || value.is_null() {
            return;
        }
        if let Some(allowed) = variable.allowed_values()
            && !allowed.iter().any(|a| same(a, value))
        {
            let all: Vec<String> = allowed.iter().map(render::value).collect();
            let written = render::value(value);
            let finding = Finding::error("E045", format!("{key} cannot be {written}"))
                .help(format!("it may be {}", all.join(", ")));
            self.find(finding, span, "");
        }
        let (least, most) = variable.number_bounds();
        let number = match value {
            Value::Number(n) => n.as_f64(),
            Value::String(s) => s.parse().ok(),
            _ => None,
        };
        if let (Some(number), Type::Number) = (number, &variable.ty)
            && (least.is_some_and(|l| number < l) || most.is_some_and(|m| number > m))
        {
            let range = match (least, most) {
                (Some(l), Some(m)) => format!("from {l} to {m}"),
                (Some(l), None) => format!("{l} or more"),
                (None, m) => format!("{} or less", m.unwrap_or_default()),
            };
            let finding = Finding::error("E045", format!("{key} cannot be {number}"))
                .help(format!("it may be {range}"));
            self.find(finding, span, "");
        }
    }

    /// Compares what an expression gives with what the variable takes.
    pub(super) fn check_expression(
        &mut self,
        key: &str,
        text: &str,
        variable: &InputVariable,
        instances: &Instances,
        span: Span,
        capability: Option<&str>,
    ) {
        let expr = match hcl::parse_expr(text) {
            Ok(expr) => expr,
            Err(problems) => {
                for problem in problems {
                    let message = format!("{key}: {} in `{}`", problem.message, one_line(text));
                    self.find(Finding::error("E046", message), span, "");
                }
                return;
            }
        };
        let mut findings = Vec::new();
        let scope = RootScope::new(&self.graph, &self.variables, instances);
        let (typed, problems) = infer(&expr, &scope);
        let leads_nowhere = !problems.is_empty();
        for problem in problems {
            let wrong = text.get(problem.span.range()).unwrap_or_default();
            let mut finding =
                Finding::error("E040", format!("{key}: {} in `{text}`", problem.message));
            let names = problem.candidates.iter().map(String::as_str);
            match did_you_mean(wrong, names) {
                Some(help) => finding.help.push(help),
                None if !problem.candidates.is_empty() => {
                    finding.help.push(format!("there is {}", problem.candidates.join(", ")));
                }
                None => {}
            }
            findings.push(finding.help(format!("--wire {key}=COMPONENT.OUTPUT")));
        }
        if typed.ephemeral && !variable.ephemeral {
            findings.push(
                Finding::error(
                    "E042",
                    format!("{key}: `{text}` is ephemeral, and {key} is kept in the state"),
                )
                .help("pass a reference to the secret, not its value")
                .help(format!(
                    "--wire {key}=COMPONENT.OUTPUT with an output that is not ephemeral"
                )),
            );
        }
        // What leads nowhere has no type to compare.
        let mismatches = if leads_nowhere { Vec::new() } else { assign(&typed.ty, &variable.ty) };
        let whom = capability.map_or(String::new(), |c| format!(" needs `{c}`:"));
        for mismatch in mismatches {
            let message = format!("{key}{whom} {mismatch} (from `{}`)", one_line(text));
            findings.push(if mismatch.is_error() {
                Finding::error("E041", message).help(format!("--wire {key}=COMPONENT.OUTPUT"))
            } else {
                Finding::warning(mismatch.kind.rule(), message)
            });
        }
        for finding in findings {
            self.find(finding, span, "");
        }
    }

    /// Reports an input that has no value and needs one, and why.
    pub(super) fn report_missing(
        &mut self,
        name: &str,
        module: &CatalogModule,
        variable: &InputVariable,
        why: &str,
    ) {
        let key = format!("{name}.{}", variable.name);
        // A required slot that nobody serves is reported as such, with its candidates.
        let slots = module.slots.iter().filter(|s| s.required);
        if slots.flat_map(|s| s.target.inputs()).any(|i| i == variable.name) {
            return;
        }
        let secret = variable.sensitive || variable.ephemeral;
        let outputs = if secret { self.outputs_for(name, variable) } else { Vec::new() };
        let sample = module.card.samples.get(variable.name.as_str()).filter(|_| !secret);
        let recommended = sample.map(|s| {
            let note = s.note.as_ref().map_or("a stand-in", |n| n.as_str());
            (s.value.value.clone(), note.to_owned())
        });
        let allowed = variable.allowed_values().unwrap_or_default().into_iter();
        let fix = if secret {
            let first = outputs.first().and_then(|o| o.value.as_str());
            format!("--wire {key}={}", first.unwrap_or("COMPONENT.OUTPUT"))
        } else {
            let value = match &recommended {
                Some((value, _)) => value.clone(),
                None => examples::example(module.interface(), variable),
            };
            let said = format!("{key}={}", as_typed(&value));
            format!("--set {}", shell_word(&said))
        };
        self.missing.push(Missing {
            key: if secret { format!("wire.{key}") } else { key },
            ty: if secret { "output".to_owned() } else { variable.ty.to_string() },
            choices: match secret {
                true => outputs,
                false => allowed.map(|value| MissingChoice::new(value, "")).collect(),
            },
            why: why.to_owned(),
            fix,
            recommended,
            must_choose: false,
            input: Some(MissingInput {
                component: name.to_owned(),
                module: module.name.clone(),
                input: variable.name.clone(),
            }),
        });
    }

    pub(super) fn unknown_input(
        &mut self,
        name: &str,
        module: &CatalogModule,
        input: &str,
        span: Span,
    ) {
        let names: Vec<&str> = module.interface().variables.keys().map(String::as_str).collect();
        let help = did_you_mean(input, names.iter().copied())
            .unwrap_or_else(|| format!("its inputs are: {}", names.join(", ")));
        let finding = Finding::error(
            "E047",
            format!("{name}: {} {} has no input `{input}`", module.name, module.version),
        );
        self.find(finding.help(help), span, "no such input");
    }

    /// A component outside the environment's region needs a provider that can be aimed there.
    pub(super) fn check_regions(&mut self) {
        let home = graph::home_region(self.catalog, self.stack, self.environment);
        let away: Vec<(String, String)> = self
            .graph
            .nodes
            .iter()
            .filter(|(_, n)| n.region != home)
            .map(|(name, n)| (name.clone(), n.region.clone()))
            .collect();
        let aimed = regional_providers(self.catalog);
        for (name, region) in away {
            if aimed.is_empty() {
                let finding = Finding::error(
                    "E006",
                    format!("{name}: no provider of the catalog can be aimed at {region}"),
                )
                .help("write `region: ${region}` in a provider's configuration in catalog.yaml");
                self.findings.push(finding);
            }
        }
    }
}
