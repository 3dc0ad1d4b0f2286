//! One environment of a stack, linked and typed: every argument of every component, and why.
//!
//! This is where a wiring mistake is met before Terraform sees it. What is given is compared
//! with what is taken, down to the last attribute; `terraform validate` does not.

use std::collections::BTreeMap;

use hcl_rs::Value;

use super::graph::{self, Graph, Instances, Link, Node, Rule, Server};
use super::scope::RootScope;
use super::stack::{Stack, component_name_problem, service_name_problem};
use super::values;
use crate::catalog::{
    Catalog, CatalogModule, Environment, Located, OutputPath, Provision, Step, Target,
};
use crate::diag::{Finding, SourceId, Span, did_you_mean};
use crate::hcl;
use crate::terraform::{InputVariable, Type, Typed, assign, infer, render};

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

/// An input that nobody gave and that has no default.
#[derive(Debug, Clone, PartialEq)]
pub struct Missing {
    /// `component.input`, or `owner` and the like.
    pub key: String,
    /// Its type.
    pub ty: String,
    /// The values it may have, when they are known.
    pub choices: Vec<Value>,
    /// What it is.
    pub why: String,
    /// The words of the command line that give it.
    pub fix: String,
    /// A stated stand-in, and what it is; used where recommendations are accepted.
    pub sample: Option<(Value, String)>,
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
    let mut all = graph.findings;
    all.extend(findings);
    Linked {
        environment: name.to_owned(),
        region: graph::home_region(catalog, stack, environment),
        components,
        variables: root_variables,
        outputs,
        links,
        missing,
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
    fn check_names(&mut self) {
        if let Some(problem) = service_name_problem(&self.stack.service) {
            self.findings.push(Finding::error("E005", problem));
        }
        let names: Vec<String> =
            self.stack.components.keys().filter_map(|n| component_name_problem(n)).collect();
        self.findings.extend(names.into_iter().map(|p| Finding::error("E005", p)));
    }

    /// What the stack and the catalog leave at a value that nobody chose.
    fn assume(&mut self) {
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

    /// The arguments of one component.
    fn place(&mut self, name: &str) -> Placed<'c> {
        let node = &self.graph.nodes[name];
        let (module, region) = (node.module, node.region.clone());
        let (instances, added_for) = (node.instances.clone(), node.added_for.clone());
        let mut given = self.given(name, module);
        let mut linked = self.linked_arguments(name, &instances);
        let mut arguments = Vec::new();
        for variable in module.interface().variables.values() {
            let key = variable.name.as_str();
            if let Some(linked) = linked.remove(key) {
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
                    self.report_missing(name, module, variable);
                }
                continue;
            };
            if let Some(value) =
                self.given_argument(name, module, variable, &value, origin, &instances)
            {
                arguments.push(Argument { name: key.to_owned(), value, origin });
            }
        }
        for (input, (value, origin)) in given {
            if origin == Origin::Stack {
                self.unknown_input(name, module, &input, value.span);
            }
        }
        Placed { name: name.to_owned(), module, region, instances, added_for, arguments }
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
        if (variable.sensitive || variable.ephemeral) && !values::refers(&value.value) {
            let finding = Finding::error(
                "E043",
                format!("{key} is a secret, and a secret's value is not written down"),
            )
            .help(format!("pass a reference: --wire {key}=COMPONENT.OUTPUT"));
            self.find(finding, value.span, "");
            return None;
        }
        let expression = values::expression(&value.value);
        if values::refers(&value.value) {
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

    fn add_root_variable(&mut self, name: &str, variable: &InputVariable, default: Option<String>) {
        let typed = Typed {
            ephemeral: variable.ephemeral,
            sensitive: variable.sensitive,
            ..Typed::plain(variable.ty.clone())
        };
        self.variables.insert(name.to_owned(), typed);
        self.root_variables.push(RootVariable {
            name: name.to_owned(),
            ty: variable.type_constraint.as_ref().map_or("any".to_owned(), |t| t.text.clone()),
            description: variable.description.clone().unwrap_or_default(),
            default,
            sensitive: variable.sensitive,
            ephemeral: variable.ephemeral,
        });
        self.root_variables.sort_by(|a, b| a.name.cmp(&b.name));
    }

    fn check_literal(&mut self, key: &str, variable: &InputVariable, value: &Value, span: Span) {
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
    fn check_expression(
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

    /// By input, what its link gives.
    fn linked_arguments(
        &mut self,
        name: &str,
        instances: &Instances,
    ) -> BTreeMap<String, LinkedArgument> {
        let mut arguments = BTreeMap::new();
        let mut findings = Vec::new();
        let from = (name.to_owned(), String::new());
        for ((component, slot), link) in self.graph.links.range(from..) {
            if component != name {
                break;
            }
            if link.servers.is_empty() {
                continue;
            }
            let at = format!("{component}.{slot}");
            let before = findings.len();
            self.check_provisions(&at, link, &mut findings);
            let blamed = findings.len() > before;
            for (input, field) in fields(&link.target) {
                let value = if link.many {
                    self.many(link, field, &at, &mut findings)
                } else {
                    self.single(link, field, &at, instances, &mut findings)
                };
                if let Some(value) = value {
                    let capability = link.capability.clone();
                    let (rule, span) = (link.rule, link.span);
                    arguments.insert(
                        input.to_owned(),
                        LinkedArgument { value, rule, span, capability, blamed },
                    );
                }
            }
        }
        for (finding, span) in findings {
            self.find(finding, span, "");
        }
        arguments
    }

    /// Whether what a server provides is what the capability promises.
    fn check_provisions(&self, at: &str, link: &Link, findings: &mut Vec<(Finding, Span)>) {
        let Some(capability) = link.capability.as_deref().and_then(|c| self.catalog.capability(c))
        else {
            return;
        };
        for server in link.servers.iter().filter(|s| s.path.is_none()) {
            let module = self.graph.nodes[&server.component].module;
            let Some(Provision::Whole(path)) = module.provides.get(capability.name.as_str()) else {
                continue;
            };
            let Some(typed) = module.output_types().get(&path.output) else { continue };
            if !path.steps.is_empty() {
                continue;
            }
            for mismatch in assign(&typed.ty, &capability.ty).iter().filter(|m| m.is_error()) {
                let finding = Finding::error(
                    "E040",
                    format!(
                        "{at}: {} {} does not provide `{}`: {mismatch}",
                        module.name, module.version, capability.name
                    ),
                )
                .help(format!("wire what does: --wire {at}=COMPONENT.OUTPUT"))
                .help(format!("tell {}, who own {}", module.card.owner.value, module.name));
                findings.push((finding, link.span));
            }
        }
    }

    /// The expression for a slot that one component serves.
    fn single(
        &self,
        link: &Link,
        field: Option<&str>,
        at: &str,
        consumer: &Instances,
        findings: &mut Vec<(Finding, Span)>,
    ) -> Option<String> {
        let server = link.servers.first()?;
        let node = &self.graph.nodes[&server.component];
        let address = format!("module.{}", server.component);
        let indexed = match (&node.instances, &server.key) {
            (Instances::Single, None) => address,
            (Instances::Count(n), Some(key)) if key.parse().is_ok_and(|i: u32| i < *n) => {
                format!("{address}[{key}]")
            }
            (Instances::ForEach(keys), Some(key)) if keys.contains(key) => {
                format!("{address}[{}]", render::string(key))
            }
            (Instances::ForEach(keys), None) if consumer == &Instances::ForEach(keys.clone()) => {
                format!("{address}[each.key]")
            }
            (Instances::Count(n), None) if consumer == &Instances::Count(*n) => {
                format!("{address}[count.index]")
            }
            (Instances::Count(0 | 1), None) => {
                let path = self.paths(node, link, server, field)?;
                return Some(path.expression(&|p| format!("one({address}[*].{p})")));
            }
            (instances, key) => {
                findings.push((wrong_instance(at, server, instances, key.as_deref()), link.span));
                return None;
            }
        };
        let path = self.paths(node, link, server, field)?;
        Some(path.expression(&|p| format!("{indexed}.{p}")))
    }

    /// The expression for a slot that takes a map of all its servers.
    fn many(
        &self,
        link: &Link,
        field: Option<&str>,
        at: &str,
        findings: &mut Vec<(Finding, Span)>,
    ) -> Option<String> {
        let mut singles = Vec::new();
        let mut maps = Vec::new();
        for server in &link.servers {
            let node = &self.graph.nodes[&server.component];
            let path = self.paths(node, link, server, field)?;
            let name = &server.component;
            let address = format!("module.{name}");
            match (&node.instances, &server.key) {
                (Instances::Single, None) => {
                    let value = path.expression(&|p| format!("{address}.{p}"));
                    singles.push(format!("{name} = {value}"));
                }
                (Instances::ForEach(keys), Some(key)) if keys.contains(key) => {
                    let index = render::string(key);
                    let value = path.expression(&|p| format!("{address}[{index}].{p}"));
                    let label = render::key(&format!("{name}_{key}"));
                    singles.push(format!("{label} = {value}"));
                }
                (Instances::ForEach(_) | Instances::Count(_), None) => {
                    let value = path.expression(&|p| format!("instance.{p}"));
                    maps.push(format!(
                        "{{ for key, instance in {address} : \"{name}_${{key}}\" => {value} }}"
                    ));
                }
                (instances, key) => {
                    let finding = wrong_instance(at, server, instances, key.as_deref());
                    findings.push((finding, link.span));
                    return None;
                }
            }
        }
        let object = match &singles[..] {
            [] => None,
            [one] => Some(format!("{{ {one} }}")),
            several => Some(format!("{{\n{}\n}}", several.join("\n"))),
        };
        Some(match (object, &maps[..]) {
            (Some(object), []) => object,
            (None, [map]) => map.clone(),
            (object, maps) => {
                let all: Vec<String> = object.into_iter().chain(maps.iter().cloned()).collect();
                format!("merge(\n{}\n)", all.join(",\n"))
            }
        })
    }

    /// The output paths that serve a link, or one field of it.
    fn paths(
        &self,
        node: &Node<'_>,
        link: &Link,
        server: &Server,
        field: Option<&str>,
    ) -> Option<Paths> {
        let with_field = |path: &OutputPath| match field {
            Some(field) => {
                let mut path = path.clone();
                path.steps.push(Step::Attribute(field.to_owned()));
                path
            }
            None => path.clone(),
        };
        if let Some(path) = &server.path {
            return Some(Paths::One(with_field(path)));
        }
        match (node.module.provides.get(link.capability.as_deref()?)?, field) {
            (Provision::Whole(path), _) => Some(Paths::One(with_field(path))),
            (Provision::Fields(map), Some(field)) => map.get(field).cloned().map(Paths::One),
            (Provision::Fields(map), None) => Some(Paths::Object(map.clone())),
        }
    }

    fn report_missing(&mut self, name: &str, module: &CatalogModule, variable: &InputVariable) {
        let key = format!("{name}.{}", variable.name);
        // A required slot that nobody serves is reported as such, with its candidates.
        let slots = module.slots.iter().filter(|s| s.required);
        if slots.flat_map(|s| s.target.inputs()).any(|i| i == variable.name) {
            return;
        }
        let choices = variable.allowed_values().unwrap_or_default();
        let sample = module.card.samples.get(variable.name.as_str()).map(|s| {
            let note = s.note.as_ref().map_or("a stand-in", |n| n.as_str());
            (s.value.value.clone(), note.to_owned())
        });
        let shown = match (choices.first(), &sample) {
            (Some(choice), _) => plain_text(choice),
            (None, Some((value, _))) => plain_text(value),
            (None, None) => "VALUE".to_owned(),
        };
        let secret = variable.sensitive || variable.ephemeral;
        self.missing.push(Missing {
            ty: variable.ty.to_string(),
            choices,
            why: variable.description.clone().unwrap_or_default(),
            fix: if secret {
                format!("--wire {key}=COMPONENT.OUTPUT")
            } else {
                format!("--set {key}={shown}")
            },
            sample,
            key,
        });
    }

    fn unknown_input(&mut self, name: &str, module: &CatalogModule, input: &str, span: Span) {
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
    fn check_regions(&mut self) {
        let home = graph::home_region(self.catalog, self.stack, self.environment);
        let away: Vec<(String, String)> = self
            .graph
            .nodes
            .iter()
            .filter(|(_, n)| n.region != home)
            .map(|(name, n)| (name.clone(), n.region.clone()))
            .collect();
        let aimed = super::regional_providers(self.catalog);
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

    fn outputs(&self, components: &[Placed<'c>]) -> Vec<RootOutput> {
        let mut outputs = Vec::new();
        for placed in components.iter().filter(|p| p.added_for.is_none()) {
            let carried: Vec<&str> = placed
                .module
                .provides
                .values()
                .flat_map(|p| match p {
                    Provision::Whole(path) => vec![path.output.as_str()],
                    Provision::Fields(map) => map.values().map(|p| p.output.as_str()).collect(),
                })
                .collect();
            for output in placed.module.interface().outputs.values() {
                if output.ephemeral || carried.contains(&output.name.as_str()) {
                    continue;
                }
                let name = &placed.name;
                let value = match placed.instances {
                    Instances::Single => format!("module.{name}.{}", output.name),
                    Instances::Count(_) => format!("module.{name}[*].{}", output.name),
                    Instances::ForEach(_) => format!(
                        "{{ for key, instance in module.{name} : key => instance.{} }}",
                        output.name
                    ),
                };
                // `queue_arn` of `queue` need not become `queue_queue_arn`.
                let prefix = format!("{name}_");
                let full = match output.name.strip_prefix(&prefix) {
                    Some(_) => output.name.clone(),
                    None => format!("{prefix}{}", output.name),
                };
                let taken = |n: &str| outputs.iter().any(|o: &RootOutput| o.name == n);
                let numbered = (2..).map(|i| format!("{full}_{i}"));
                let unique = std::iter::once(full.clone()).chain(numbered).find(|n| !taken(n));
                outputs.push(RootOutput {
                    name: unique.expect("numbers do not run out"),
                    value,
                    description: output.description.clone().unwrap_or_default(),
                    sensitive: output.sensitive,
                });
            }
        }
        outputs.sort_by(|a, b| a.name.cmp(&b.name));
        outputs
    }

    fn link_records(&self) -> Vec<LinkRecord> {
        let links = self.graph.links.iter();
        links
            .flat_map(|((component, slot), link)| {
                link.servers.iter().map(move |server| LinkRecord {
                    to: format!("{component}.{slot}"),
                    from: match &server.path {
                        Some(path) => format!("{}.{path}", server.component),
                        None => server.component.clone(),
                    },
                    capability: link.capability.clone(),
                    rule: link.rule,
                })
            })
            .collect()
    }

    fn find(&mut self, finding: Finding, span: Span, label: &str) {
        let finding = match self.source {
            Some(source) if span != Span::default() => finding.at(source, span, label),
            _ => finding,
        };
        self.findings.push(finding);
    }
}

/// What a link gives to an input.
struct LinkedArgument {
    value: String,
    rule: Rule,
    span: Span,
    capability: Option<String>,
    /// Whether the server was found not to keep its promise, which says it all.
    blamed: bool,
}

/// One output path, or one for each field of an object.
enum Paths {
    One(OutputPath),
    Object(BTreeMap<String, OutputPath>),
}

impl Paths {
    fn expression(&self, around: &dyn Fn(&OutputPath) -> String) -> String {
        match self {
            Self::One(path) => around(path),
            Self::Object(map) => {
                let items = map.iter().map(|(field, path)| format!("{field} = {}", around(path)));
                format!("{{\n{}\n}}", items.collect::<Vec<_>>().join("\n"))
            }
        }
    }
}

/// By input, the field of the capability that goes there; nothing for the whole.
fn fields(target: &Target) -> Vec<(&str, Option<&str>)> {
    match target {
        Target::Whole(input) => vec![(input, None)],
        Target::Fields(map) => map
            .iter()
            .map(|(input, field)| (input.as_str(), (field != "*").then_some(field.as_str())))
            .collect(),
    }
}

fn wrong_instance(at: &str, server: &Server, instances: &Instances, key: Option<&str>) -> Finding {
    let component = &server.component;
    let keys: Vec<String> = match instances {
        Instances::Single => Vec::new(),
        Instances::Count(n) => (0..*n).map(|i| i.to_string()).collect(),
        Instances::ForEach(keys) => keys.clone(),
    };
    let message = match key {
        Some(key) => format!("{at}: {component} has no instance `{key}`"),
        None => format!(
            "{at} takes one, and {component} has {} instances: {}",
            keys.len(),
            keys.join(", ")
        ),
    };
    let mut finding = Finding::error("E022", message);
    if keys.is_empty() {
        finding = finding.help(format!("--wire {at}={component}"));
    }
    for key in keys.iter().take(5) {
        finding = finding.help(format!("--wire '{at}={component}[\"{key}\"]'"));
    }
    finding
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
