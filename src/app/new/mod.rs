//! An intent, or answers, to a stack: what `pave new` decides before anything is linked.
//!
//! Asks nothing. What nobody said and nothing decides is reported as missing, all of it at once.

mod again;
mod answers;
mod facts;
mod source;

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use hcl_rs::Value;

pub use again::again;
pub use answers::{AnsweredComponent, Answers};
pub use facts::{Facts, OwnerRule, Repository};
pub use source::{Decided, Source};

use crate::app::folder::StackFile;
use crate::catalog::{Catalog, CatalogModule, Located};
use crate::compose::Missing;
use crate::compose::link::{Assumption, Linked, link};
use crate::compose::stack::{Component, SourceKind, Stack, service_name_problem};
use crate::diag::{SourceId, SourceMap, did_you_mean};
use crate::error::{Error, Report, Result};
use crate::resolve::{Resolution, Setting, resolve};
use crate::terraform::{Type, render};

/// What is asked for, in whichever words.
#[derive(Debug, Clone, Default)]
pub struct NewRequest {
    /// What is wanted, in the asker's words.
    pub intent: Option<String>,
    /// What a person answered when asked.
    pub person: Answers,
    /// Answers given in a file.
    pub answers: Answers,
    /// `MODULE` or `MODULE=NAME`, each a component; `CAPABILITY@ENVIRONMENT=MODULE` for who
    /// provides a capability.
    pub uses: Vec<String>,
    /// A blueprint by name.
    pub blueprint: Option<String>,
    /// `component.input=value`, or `input=value` where only one component has it.
    pub sets: Vec<String>,
    /// `component.slot=server[,server…]`, or `=none`.
    pub wires: Vec<String>,
    /// `question=option`, for the questions of the organisation.
    pub chooses: Vec<String>,
    /// The environments; all of the catalog when empty.
    pub environments: Vec<String>,
    /// The region, for all environments.
    pub region: Option<String>,
    /// The service's name.
    pub name: Option<String>,
    /// The team that answers for it.
    pub owner: Option<String>,
    /// Where module sources point.
    pub source: Option<SourceKind>,
    /// The folder to write to; the service's name when absent.
    pub out: Option<Utf8PathBuf>,
    /// Whether stated stand-ins are taken for what nobody answered.
    pub accept_samples: bool,
    /// What is known of the place that is written to.
    pub facts: Facts,
}

/// A stack, linked in every environment, and how it came about.
#[derive(Debug)]
pub struct Composed<'c> {
    /// The stack.
    pub stack: Stack,
    /// Its environments, linked.
    pub linked: Vec<Linked<'c>>,
    /// How the intent was understood, when there was one.
    pub resolution: Option<Resolution>,
    /// Every value that the service has and where it comes from, in the order in which they are
    /// read: those of the service, then those of the components.
    pub values: Vec<Decided>,
    /// What the sentence sets and nothing in the service has.
    pub unused: Vec<Setting>,
    /// The folder to write to.
    pub out: Utf8PathBuf,
    /// What nobody said and nothing decides, in the order in which it is best asked.
    pub missing: Vec<Missing>,
    /// What stands in for an answer that nobody gave.
    pub assumptions: Vec<Assumption>,
    /// What is wrong, in every environment; each thing once.
    pub report: Report,
}

/// Decides what is asked for and links it in every environment.
///
/// # Errors
/// When a word of the request names nothing that exists, or nothing was asked for.
pub fn compose<'c>(catalog: &'c Catalog, request: &NewRequest) -> Result<Composed<'c>> {
    let answers = &request.answers;
    let intent = request.intent.clone().or_else(|| answers.intent.clone());
    let resolution = intent.as_deref().map(|text| resolve(catalog, text));
    let mut components = BTreeMap::new();
    let blueprint = add_blueprint(catalog, request, resolution.as_ref(), &mut components)?;
    add_chosen(catalog, request, resolution.as_ref(), &mut components)?;
    add_answered(catalog, answers, &mut components)?;
    if components.is_empty() {
        return Err(nothing_asked(catalog, resolution.as_ref()));
    }
    let mut links = blueprint_links(catalog, blueprint.as_deref());
    links.extend(answers.links.clone());
    let (service, out) = service_and_out(request, resolution.as_ref())?;
    let mut missing = Vec::new();
    let owner = owner(request, &service, &mut missing);
    let mut stack = Stack {
        owner,
        intent,
        blueprint,
        source: request.source.or(answers.source).unwrap_or_default(),
        region: region(catalog, request, resolution.as_ref()),
        environments: environments(catalog, request, resolution.as_ref())?,
        components,
        choices: BTreeMap::new(),
        links,
        service,
    };
    for set in &request.sets {
        apply_set(catalog, &mut stack, set)?;
    }
    for wire in &request.wires {
        apply_wire(&mut stack, wire)?;
    }
    let mut linked = link_all(catalog, &stack, None)?;
    if request.accept_samples && take_samples(&mut stack, &linked) {
        linked = link_all(catalog, &stack, None)?;
    }
    Ok(finish(stack, linked, resolution, out, missing))
}

/// Links every environment of a stack that was read from its file.
///
/// # Errors
/// When the stack names an environment that the catalog does not have.
pub fn link_stack<'c>(catalog: &'c Catalog, file: &StackFile) -> Result<Composed<'c>> {
    let linked = link_all(catalog, &file.stack, Some(file.source))?;
    let mut composed = finish(file.stack.clone(), linked, None, Utf8PathBuf::new(), Vec::new());
    composed.report.sources = file.sources.clone();
    Ok(composed)
}

fn link_all<'c>(
    catalog: &'c Catalog,
    stack: &Stack,
    source: Option<SourceId>,
) -> Result<Vec<Linked<'c>>> {
    stack
        .environments
        .iter()
        .map(|name| {
            let environment = environment(catalog, name)?;
            Ok(link(catalog, stack, name, environment, source))
        })
        .collect()
}

fn environment<'c>(catalog: &'c Catalog, name: &str) -> Result<&'c crate::catalog::Environment> {
    catalog.settings.environment(name).ok_or_else(|| {
        let names: Vec<&str> =
            catalog.settings.environments_in_order().iter().map(|(n, _)| *n).collect();
        let hint = did_you_mean(name, names.iter().copied())
            .unwrap_or_else(|| format!("the environments are: {}", names.join(", ")));
        Error::not_found(format!("the catalog has no environment `{name}`")).hint(hint)
    })
}

fn finish<'c>(
    stack: Stack,
    linked: Vec<Linked<'c>>,
    resolution: Option<Resolution>,
    out: Utf8PathBuf,
    mut missing: Vec<Missing>,
) -> Composed<'c> {
    let mut report = Report { sources: SourceMap::default(), findings: Vec::new() };
    let mut assumptions = Vec::new();
    for environment in &linked {
        for finding in &environment.findings {
            if !report.findings.contains(finding) {
                report.findings.push(finding.clone());
            }
        }
        for one in &environment.missing {
            if !missing.iter().any(|m| m.key == one.key) {
                missing.push(one.clone());
            }
        }
        for one in &environment.assumptions {
            if !assumptions.contains(one) {
                assumptions.push(one.clone());
            }
        }
    }
    assumptions.sort();
    Composed {
        stack,
        linked,
        resolution,
        values: Vec::new(),
        unused: Vec::new(),
        out,
        missing,
        assumptions,
        report,
    }
}

fn add_blueprint(
    catalog: &Catalog,
    request: &NewRequest,
    resolution: Option<&Resolution>,
    components: &mut BTreeMap<String, Component>,
) -> Result<Option<String>> {
    let named = request.blueprint.clone().or_else(|| request.answers.blueprint.clone());
    let name =
        named.or_else(|| resolution.and_then(|r| r.blueprint.as_ref()).map(|b| b.name.clone()));
    let Some(name) = name else { return Ok(None) };
    let blueprint = catalog.require_blueprint(&name)?;
    let unwanted = |module: &str| {
        resolution.is_some_and(|r| r.removed.iter().any(|removed| removed.module == module))
    };
    for part in blueprint.parts() {
        if unwanted(part.module) {
            continue;
        }
        let module = catalog.require_module(part.module)?;
        let mut component = Component::new(part.module, module.version.clone());
        for (input, value) in part.inputs.into_iter().flatten() {
            component.inputs.insert(input.value.clone(), Located::unplaced(value.value.clone()));
        }
        components.insert(part.name.value.clone(), component);
    }
    Ok(Some(name))
}

fn add_chosen(
    catalog: &Catalog,
    request: &NewRequest,
    resolution: Option<&Resolution>,
    components: &mut BTreeMap<String, Component>,
) -> Result<()> {
    for chosen in resolution.map(|r| &r.components[..]).unwrap_or_default() {
        let module = catalog.require_module(&chosen.module)?;
        components
            .entry(chosen.name.clone())
            .or_insert_with(|| Component::new(&*chosen.module, module.version.clone()));
    }
    for text in &request.uses {
        let (module, name) = match text.split_once('=') {
            Some((module, name)) => (module, name.to_owned()),
            None => {
                let usual = catalog.require_module(text)?.component_name();
                (text.as_str(), free_name(usual, components))
            }
        };
        let found = catalog.require_module(module)?;
        if components.contains_key(&name) {
            return Err(Error::usage(format!("two components are called `{name}`"))
                .hint(format!("give one another name: --use {module}=NAME")));
        }
        components.insert(name, Component::new(module, found.version.clone()));
    }
    Ok(())
}

fn free_name(usual: &str, components: &BTreeMap<String, Component>) -> String {
    let name = usual.replace('-', "_");
    if !components.contains_key(&name) {
        return name;
    }
    let numbered = (2..).map(|i| format!("{name}_{i}"));
    numbered.into_iter().find(|n| !components.contains_key(n)).expect("numbers do not run out")
}

fn add_answered(
    catalog: &Catalog,
    answers: &Answers,
    components: &mut BTreeMap<String, Component>,
) -> Result<()> {
    for (name, answered) in &answers.components {
        if let Some(module) = &answered.module {
            let found = catalog.require_module(module)?;
            let same = components.get(name).is_some_and(|c| c.module == *module);
            if !same {
                let component = Component::new(module.value.clone(), found.version.clone());
                components.insert(name.clone(), component);
            }
        }
        let Some(component) = components.get_mut(name) else {
            return Err(Error::usage(format!("the answers do not say which module `{name}` is"))
                .hint(format!("write `module: NAME` under `components.{name}`")));
        };
        if let Some(version) = &answered.version {
            component.version = version.clone();
        }
        component.region = answered.region.clone().or_else(|| component.region.take());
        component.count = answered.count.or(component.count);
        if !answered.for_each.is_empty() {
            component.for_each.clone_from(&answered.for_each);
        }
        component.inputs.extend(answered.inputs.clone());
        component.environments.extend(answered.environments.clone());
    }
    Ok(())
}

fn blueprint_links(
    catalog: &Catalog,
    blueprint: Option<&str>,
) -> BTreeMap<String, Vec<Located<String>>> {
    let links = blueprint.and_then(|name| catalog.blueprints.get(name)).map(|b| &b.written.links);
    links
        .into_iter()
        .flatten()
        .map(|(key, servers)| {
            let servers = servers.iter().map(|s| Located::unplaced(s.value.clone())).collect();
            (key.value.clone(), servers)
        })
        .collect()
}

fn nothing_asked(catalog: &Catalog, resolution: Option<&Resolution>) -> Error {
    let Some(resolution) = resolution else {
        return Error::usage("nothing says what the service is made of")
            .hint("say it: pave new \"an API with Postgres\"")
            .hint("or name modules: pave new --use container-service --use postgres")
            .hint("`pave list` shows the modules and blueprints");
    };
    let names: Vec<&str> = catalog.approved().map(|m| m.name.as_str()).collect();
    let mut error = Error::usage(format!("the catalog has nothing for “{}”", resolution.intent));
    for not in &resolution.not_covered {
        error = error.hint(format!("{}: not in this catalog", not.service));
    }
    error.hint(format!("the catalog has: {}", names.join(", ")))
}

fn service_and_out(
    request: &NewRequest,
    resolution: Option<&Resolution>,
) -> Result<(String, Utf8PathBuf)> {
    let said = resolution.and_then(|r| r.service_name.as_ref());
    let folder = request.out.as_deref().and_then(Utf8Path::file_name).map(folder_name);
    let name = request
        .name
        .clone()
        .or_else(|| request.answers.service.clone())
        .or_else(|| said.filter(|n| !n.guessed).map(|n| n.name.clone()))
        .or_else(|| folder.filter(|n| service_name_problem(n).is_none()))
        .or_else(|| said.map(|n| n.name.clone()));
    let Some(name) = name else {
        return Err(Error::usage("nothing says what the service is called")
            .hint("--name payments, or --out payments"));
    };
    if let Some(problem) = service_name_problem(&name) {
        return Err(Error::usage(problem).hint("--name NAME"));
    }
    let out = request.out.clone().unwrap_or_else(|| Utf8PathBuf::from(&name));
    Ok((name, out))
}

fn folder_name(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', ' ', '.'], "-")
}

fn owner(request: &NewRequest, service: &str, missing: &mut Vec<Missing>) -> String {
    let given = request.owner.clone().or_else(|| request.answers.owner.clone());
    if let Some(owner) = given {
        return owner;
    }
    if !request.accept_samples {
        missing.push(Missing {
            key: "owner".to_owned(),
            ty: "string".to_owned(),
            choices: Vec::new(),
            why: "Every service has a team that answers for it.".to_owned(),
            fix: "--owner TEAM".to_owned(),
            recommended: None,
            must_choose: false,
            input: None,
        });
    }
    service.to_owned()
}

fn region(
    catalog: &Catalog,
    request: &NewRequest,
    resolution: Option<&Resolution>,
) -> Option<String> {
    let said = resolution.and_then(|r| r.region.as_ref()).map(|p| p.name.clone());
    let region = request.region.clone().or_else(|| request.answers.region.clone()).or(said)?;
    // The region that every environment has anyway need not be written down.
    let full = catalog.settings.regions.get(region.as_str()).map_or(&*region, |r| r.as_str());
    let home = catalog.settings.environments.values().all(|e| e.region.value == full);
    (!home).then_some(region)
}

fn environments(
    catalog: &Catalog,
    request: &NewRequest,
    resolution: Option<&Resolution>,
) -> Result<Vec<String>> {
    let said: Vec<String> =
        resolution.iter().flat_map(|r| &r.environments).map(|p| p.name.clone()).collect();
    let lists = [&request.environments, &request.answers.environments, &said];
    let named = lists.into_iter().find(|l| !l.is_empty());
    let in_order = catalog.settings.environments_in_order();
    let Some(named) = named else {
        return Ok(in_order.iter().map(|(name, _)| (*name).to_owned()).collect());
    };
    for name in named {
        environment(catalog, name)?;
    }
    Ok(in_order
        .iter()
        .filter(|(name, _)| named.iter().any(|n| n == name))
        .map(|(name, _)| (*name).to_owned())
        .collect())
}

fn apply_set(catalog: &Catalog, stack: &mut Stack, set: &str) -> Result<()> {
    let Some((key, text)) = set.split_once('=') else {
        return Err(Error::usage(format!("`--set {set}` has no value"))
            .hint("write --set COMPONENT.INPUT=VALUE"));
    };
    let (component, input) = match key.split_once('.') {
        Some((component, input)) => (component.to_owned(), input),
        None => (only_taker(catalog, stack, key)?, key),
    };
    let Some(found) = stack.components.get_mut(&component) else {
        let names: Vec<&str> = stack.components.keys().map(String::as_str).collect();
        let hint = did_you_mean(&component, names.iter().copied())
            .unwrap_or_else(|| format!("the components are: {}", names.join(", ")));
        let message = format!("`--set {key}`: there is no component `{component}`");
        return Err(Error::usage(message).hint(hint));
    };
    let module = catalog.require_module(&found.module)?;
    let value = typed_value(module, input, text)
        .map_err(|problem| Error::usage(format!("`--set {key}`: {problem}")))?;
    found.inputs.insert(input.to_owned(), Located::unplaced(value));
    Ok(())
}

/// The one component of the stack whose module has that input.
fn only_taker(catalog: &Catalog, stack: &Stack, input: &str) -> Result<String> {
    let has = |module: &CatalogModule| module.interface().variables.contains_key(input);
    let takers: Vec<&String> = stack
        .components
        .iter()
        .filter(|(_, c)| catalog.module(&c.module).is_some_and(has))
        .map(|(name, _)| name)
        .collect();
    match takers[..] {
        [one] => Ok(one.clone()),
        [] => {
            let inputs: Vec<&str> = stack
                .components
                .values()
                .filter_map(|c| catalog.module(&c.module))
                .flat_map(|m| m.interface().variables.keys().map(String::as_str))
                .collect();
            let mut error = Error::usage(format!("no component has an input `{input}`"));
            error.hints.extend(did_you_mean(input, inputs));
            Err(error.hint("`pave show MODULE` lists the inputs of a module"))
        }
        _ => {
            let mut error = Error::usage(format!("several components have an input `{input}`"));
            for name in takers {
                error = error.hint(format!("--set {name}.{input}=VALUE"));
            }
            Err(error)
        }
    }
}

/// A value as typed on a command line: text for a string, YAML for the rest.
fn typed_value(module: &CatalogModule, input: &str, text: &str) -> Result<Value, String> {
    let variable = module.interface().variables.get(input);
    if variable.is_none_or(|v| v.ty == Type::String) {
        return Ok(Value::from(text));
    }
    serde_saphyr::from_str::<Value>(text).map_err(|_| {
        let ty = variable.map_or("any".to_owned(), |v| v.ty.to_string());
        format!("{} is not a value of type {ty}", render::string(text))
    })
}

fn apply_wire(stack: &mut Stack, wire: &str) -> Result<()> {
    let Some((slot, servers)) = wire.split_once('=').filter(|(slot, _)| slot.contains('.')) else {
        return Err(Error::usage(format!("`--wire {wire}` is not understood"))
            .hint("write --wire COMPONENT.SLOT=COMPONENT, or COMPONENT.INPUT=COMPONENT.OUTPUT"));
    };
    let servers: Vec<Located<String>> = match servers {
        "none" => Vec::new(),
        list => list.split(',').map(|s| Located::unplaced(s.trim().to_owned())).collect(),
    };
    stack.links.insert(slot.to_owned(), servers);
    Ok(())
}

/// Puts the stated stand-ins where inputs are missing; says whether there were any.
fn take_samples(stack: &mut Stack, linked: &[Linked<'_>]) -> bool {
    let mut any = false;
    for missing in linked.iter().flat_map(|l| &l.missing) {
        let Some((value, _)) = &missing.recommended else { continue };
        let Some((component, input)) = missing.key.split_once('.') else { continue };
        if let Some(component) = stack.components.get_mut(component) {
            component.inputs.insert(input.to_owned(), Located::unplaced(value.clone()));
            any = true;
        }
    }
    any
}
