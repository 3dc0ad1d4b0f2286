//! One environment of a stack, linked and typed: every argument of every component, and why.
//!
//! This is where a wiring mistake is met before Terraform sees it. What is given is compared
//! with what is taken, down to the last attribute; `terraform validate` does not.

mod checks;
mod examples;
mod results;
mod root_variables;
mod servers;
mod validations;

use std::collections::BTreeMap;

use hcl_rs::Value;

use super::graph::{self, Graph, Instances, Rule};
use super::values;
use super::{Missing, Open, Stack};
use crate::catalog::{Catalog, CatalogModule, Environment, Located};
use crate::diag::{Finding, SourceId, Span};
use crate::terraform::{InputVariable, Typed, render, secret};
use validations::Known;

/// One environment of a stack, ready to be rendered once nothing is missing or wrong.
#[derive(Debug)]
pub struct Linked<'c> {
    /// Its name.
    pub environment: String,
    /// Its region.
    pub region: String,
    /// Its components, those that others depend on first.
    pub components: Vec<Placed<'c>>,
    /// Root variables, by name.
    pub variables: Vec<RootVariable>,
    /// Root outputs, by name.
    pub outputs: Vec<RootOutput>,
    /// Who serves whom.
    pub links: Vec<LinkRecord>,
    /// Inputs that nobody gave.
    pub missing: Vec<Missing>,
    /// What several could serve and nothing decides; each is among the findings too.
    pub open: Vec<Open>,
    /// What stands in for an answer that nobody gave.
    pub assumptions: Vec<Assumption>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// A component with its arguments.
#[derive(Debug)]
pub struct Placed<'c> {
    /// Its name, which is its label.
    pub name: String,
    /// The module it is an instance of.
    pub module: &'c CatalogModule,
    /// Its region.
    pub region: String,
    /// How many there are of it.
    pub instances: Instances,
    /// The slot it was added for; nothing when the stack names it.
    pub added_for: Option<String>,
    /// What is passed, in the order in which the module declares its variables.
    pub arguments: Vec<Argument>,
    /// The values given to inputs by the stack, the environment or the naming, and not by a link.
    pub given: BTreeMap<String, (Value, Origin)>,
}

/// One argument of a module call.
#[derive(Debug, Clone)]
pub struct Argument {
    /// The input variable.
    pub name: String,
    /// The expression, as HCL source text.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where the value of an argument comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The stack gives it.
    Stack,
    /// A link gives it.
    Link(Rule),
    /// The environment gives it.
    Environment,
    /// It follows from the catalog's naming.
    Naming,
}

/// A link as the lock and the diagram keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRecord {
    /// The taker, as `component.slot`.
    pub to: String,
    /// The server, as `component` or `component.output`.
    pub from: String,
    /// The capability; nothing for an output straight to an input.
    pub capability: Option<String>,
    /// Which rule decided.
    pub rule: Rule,
}

/// A variable of the root module, for what changes from one run to the next.
#[derive(Debug, Clone)]
pub struct RootVariable {
    /// Its name.
    pub name: String,
    /// The type as the module writes it.
    pub ty: String,
    /// The module's description.
    pub description: String,
    /// The default, as HCL; nothing for a secret.
    pub default: Option<String>,
    /// Whether it is hidden.
    pub sensitive: bool,
    /// Whether it is kept out of plans and state.
    pub ephemeral: bool,
}

/// An output of the root module.
#[derive(Debug, Clone)]
pub struct RootOutput {
    /// Its name.
    pub name: String,
    /// The expression.
    pub value: String,
    /// The module's description.
    pub description: String,
    /// Whether it is hidden.
    pub sensitive: bool,
}

/// What stands in for an answer that nobody gave.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assumption {
    /// `component.input`, `owner` and the like.
    pub key: String,
    /// What stands there, and what to do before applying.
    pub text: String,
}

/// Links one environment of `stack`.
///
/// `source` is the text of `stack.yaml`, when the stack was read from one.
#[must_use]
pub fn link<'c>(
    catalog: &'c Catalog,
    stack: &Stack,
    name: &str,
    environment: &'c Environment,
    source: Option<SourceId>,
) -> Linked<'c> {
    let graph = graph::graph(catalog, stack, name, environment, source);
    let mut linker = Linker {
        catalog,
        stack,
        name,
        environment,
        source,
        graph,
        variables: BTreeMap::new(),
        root_variables: Vec::new(),
        missing: Vec::new(),
        assumptions: Vec::new(),
        findings: Vec::new(),
    };
    linker.check_names();
    linker.assume();
    // A ring is a finding already; what hangs in it still gets its arguments checked.
    let order: Vec<String> = match linker.graph.in_order() {
        Ok(order) => order.into_iter().map(str::to_owned).collect(),
        Err(_) => linker.graph.nodes.keys().cloned().collect(),
    };
    let components: Vec<Placed<'c>> = order.iter().map(|name| linker.place(name)).collect();
    linker.check_regions();
    let outputs = linker.outputs(&components);
    let links = linker.link_records();
    let Linker { graph, root_variables, missing, assumptions, findings, .. } = linker;
    let Graph { findings: mut all, open, .. } = graph;
    all.extend(findings);
    Linked {
        environment: name.to_owned(),
        region: graph::home_region(catalog, stack, environment),
        components,
        variables: root_variables,
        outputs,
        links,
        missing,
        open,
        assumptions,
        findings: all,
    }
}

struct Linker<'c, 's> {
    catalog: &'c Catalog,
    stack: &'s Stack,
    name: &'s str,
    environment: &'c Environment,
    source: Option<SourceId>,
    graph: Graph<'c>,
    /// The types of the root variables so far.
    variables: BTreeMap<String, Typed>,
    root_variables: Vec<RootVariable>,
    missing: Vec<Missing>,
    assumptions: Vec<Assumption>,
    findings: Vec<Finding>,
}

impl<'c> Linker<'c, '_> {
    /// The arguments of one component.
    fn place(&mut self, name: &str) -> Placed<'c> {
        let node = &self.graph.nodes[name];
        let (module, region) = (node.module, node.region.clone());
        let (instances, added_for) = (node.instances.clone(), node.added_for.clone());
        let mut given = self.given(name, module);
        let mut linked = self.linked_arguments(name, &instances);
        let plainly = given
            .iter()
            .filter(|(input, _)| !linked.contains_key(*input))
            .map(|(input, (value, origin))| (input.clone(), (value.value.clone(), *origin)))
            .collect();
        let mut arguments = Vec::new();
        let mut known = Known::default();
        for variable in module.interface().variables.values() {
            let key = variable.name.as_str();
            if let Some(linked) = linked.remove(key) {
                known.values.insert(key.to_owned(), None);
                if !linked.blamed {
                    let at = format!("{name}.{key}");
                    let capability = linked.capability.as_deref();
                    let (value, span) = (&linked.value, linked.span);
                    self.check_expression(&at, value, variable, &instances, span, capability);
                }
                let origin = Origin::Link(linked.rule);
                arguments.push(Argument { name: key.into(), value: linked.value, origin });
                continue;
            }
            let Some((value, origin)) = given.remove(key) else {
                if variable.is_required() {
                    let why = variable.description.clone().unwrap_or_default();
                    self.report_missing(name, module, variable, &why);
                }
                continue;
            };
            let before = self.findings.len();
            let argument = self.given_argument(name, module, variable, &value, origin, &instances);
            known.add(key, &value, origin, &self.findings, before);
            if let Some(value) = argument {
                arguments.push(Argument { name: key.to_owned(), value, origin });
            }
        }
        self.check_validations(name, module, &known);
        for (input, (value, origin)) in given {
            if origin == Origin::Stack {
                self.unknown_input(name, module, &input, value.span);
            }
        }
        Placed {
            name: name.to_owned(),
            module,
            region,
            instances,
            added_for,
            arguments,
            given: plainly,
        }
    }

    /// Values from the stack over those of the environment over names.
    fn given(
        &self,
        name: &str,
        module: &CatalogModule,
    ) -> BTreeMap<String, (Located<Value>, Origin)> {
        let mut given = BTreeMap::new();
        for (input, pattern) in &self.catalog.settings.naming {
            if module.interface().variables.contains_key(input.as_str()) {
                let text = self.named(pattern, name);
                given.insert(
                    input.value.clone(),
                    (Located::unplaced(Value::from(text)), Origin::Naming),
                );
            }
        }
        for (input, value) in self.environment.inputs_of(&module.name) {
            if module.interface().variables.contains_key(input) {
                let value = Located::unplaced(value.value.clone());
                given.insert(input.to_owned(), (value, Origin::Environment));
            }
        }
        if let Some(component) = self.stack.components.get(name) {
            for (input, value) in component.inputs_in(self.name) {
                given.insert(input.to_owned(), (value.clone(), Origin::Stack));
            }
        }
        given
    }

    fn named(&self, pattern: &str, component: &str) -> String {
        let node = &self.graph.nodes[component];
        let text = pattern
            .replace("${service}", &self.stack.service)
            .replace("${environment}", self.name)
            .replace("${component}", &component.replace('_', "-"))
            .replace("${region}", &node.region);
        match node.instances {
            Instances::Single => text,
            Instances::Count(_) => format!("{text}-${{count.index}}"),
            Instances::ForEach(_) => format!("{text}-${{each.key}}"),
        }
    }

    /// Checks a given value; returns its expression unless it says what the default says.
    fn given_argument(
        &mut self,
        name: &str,
        module: &CatalogModule,
        variable: &InputVariable,
        value: &Located<Value>,
        origin: Origin,
        instances: &Instances,
    ) -> Option<String> {
        let key = format!("{name}.{}", variable.name);
        let reference = value.value.as_str().is_some_and(|text| secret::reference(text).is_ok());
        let refers = values::refers(&value.value);
        if (variable.sensitive || variable.ephemeral) && !refers && !reference {
            let finding = Finding::error(
                "E043",
                format!("{key} is a secret, and a secret's value is not written down"),
            )
            .help(format!("pass a reference: --wire {key}=COMPONENT.OUTPUT"));
            self.find(finding, value.span, "");
            return None;
        }
        let expression = values::expression(&value.value);
        if refers {
            self.declare_run_time(variable, &value.value);
            self.check_expression(&key, &expression, variable, instances, value.span, None);
            return Some(expression);
        }
        let plain = values::plain(&value.value);
        self.check_literal(&key, variable, &plain, value.span);
        let sample = module.card.samples.get(variable.name.as_str());
        if let (Some(sample), Origin::Stack) = (sample, origin) {
            // What changes with each deployment is a variable of the root module.
            let root = format!("{name}_{}", variable.name);
            if sample.value.value == plain {
                let note = sample.note.as_ref().map_or("a stand-in", |n| n.as_str());
                let shown = render::value(&plain);
                self.assumptions.push(Assumption { key, text: format!("{shown}, {note}") });
            }
            self.add_root_variable(&root, variable, Some(expression));
            return Some(format!("var.{root}"));
        }
        let default = variable.default.as_ref().and_then(|d| d.literal.as_ref());
        (default != Some(&plain)).then_some(expression)
    }

    fn find(&mut self, finding: Finding, span: Span, label: &str) {
        let finding = match self.source {
            Some(source) if span != Span::default() => finding.at(source, span, label),
            _ => finding,
        };
        self.findings.push(finding);
    }
}

/// Whether two literals are the same to Terraform, which reads `"5"` as the number 5.
fn same(a: &Value, b: &Value) -> bool {
    a == b || plain_text(a) == plain_text(b)
}

/// A value as one would type it after `--set key=`.
fn plain_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => render::value(other),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
