//! Linked environments to the files of a service's folder.
//!
//! Same input, same bytes. What is written is read back and checked before anybody sees it: a
//! root module that does not parse, or passes an argument its module does not take, is a bug here
//! and never a file there.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use hcl_rs::Value;
use serde::Serialize;
use tera::{Context, Tera};

use super::diagram::{ServiceWiring, mermaid};
use super::link::{Linked, Placed};
use super::lock::{LOCK_PATH, Lock, LockedEnvironment, file_hash};
use super::stack::{SourceKind, Stack};
use super::{Instances, mocks};
use crate::catalog::{Catalog, CatalogModule, Lifecycle};
use crate::error::{Error, ErrorKind, Result};
use crate::hcl;
use crate::schema::{Block, Providers};
use crate::terraform::{Constraint, Module, ResourceMode, Type, render};

/// Where the last render is kept, the base of the next merge.
pub const BASE: &str = ".pave/base";

/// Every template, by the name it is called here.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("terraform.tf", include_str!("../../templates/terraform.tf.tera")),
    ("main.tf", include_str!("../../templates/main.tf.tera")),
    ("removed.tf", include_str!("../../templates/removed.tf.tera")),
    ("variables.tf", include_str!("../../templates/variables.tf.tera")),
    ("outputs.tf", include_str!("../../templates/outputs.tf.tera")),
    ("service.tftest.hcl", include_str!("../../templates/service.tftest.hcl.tera")),
    ("README.md", include_str!("../../templates/README.md.tera")),
    ("CODEOWNERS", include_str!("../../templates/CODEOWNERS.tera")),
    (".gitignore", include_str!("../../templates/gitignore.tera")),
    ("terraform.yml", include_str!("../../templates/terraform.yml.tera")),
];

/// The files of a service's folder and the lock that records them.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// What each file holds, by path in the folder; the lock and the base are among them.
    pub files: BTreeMap<Utf8PathBuf, Vec<u8>>,
    /// The record.
    pub lock: Lock,
}

/// Renders every linked environment of `stack`.
///
/// `previous` is the lock of the last render, when there was one. `stack.yaml` itself is not
/// among the files: it is the reader's.
///
/// # Errors
/// When a module's files cannot be read, there is no environment, or a git source is asked of a
/// catalog that names no repository.
pub fn render_stack(
    catalog: &Catalog,
    stack: &Stack,
    linked: &[Linked<'_>],
    previous: Option<&Lock>,
) -> Result<Rendered> {
    let renderer = Renderer { catalog, stack, tera: templates() };
    if stack.source == SourceKind::Git && catalog.settings.git.is_none() {
        return Err(Error::usage(
            "the catalog names no git repository, so no source can point at one",
        )
        .hint("set `git` in catalog.yaml, or use --source registry or --source vendor"));
    }
    if linked.is_empty() {
        return Err(Error::usage("the stack names no environment")
            .hint("name those that get a root module each under `environments`"));
    }
    let mut files = BTreeMap::new();
    let mut lock = Lock::new(catalog.settings.organisation.value.clone());
    for environment in linked {
        let source = |module: &str| renderer.source(module, &environment.components);
        let mut locked = LockedEnvironment::of(environment, &source)?;
        locked.removed = renderer.removed(environment, previous);
        renderer.environment(environment, &locked.removed, &mut files);
        lock.environments.insert(environment.environment.clone(), locked);
    }
    renderer.whole(linked, &mut files);
    if stack.source == SourceKind::Vendor {
        vendor(linked, &mut files)?;
    }
    let mut files: BTreeMap<Utf8PathBuf, Vec<u8>> = files;
    lock.files = files.iter().map(|(path, bytes)| (path.clone(), file_hash(bytes))).collect();
    let base: Vec<_> = files
        .iter()
        .filter(|(path, _)| !path.starts_with("modules"))
        .map(|(path, bytes)| (Utf8Path::new(BASE).join(path), bytes.clone()))
        .collect();
    check(catalog, stack, linked, &files)?;
    files.extend(base);
    files.insert(LOCK_PATH.into(), lock.to_bytes());
    Ok(Rendered { files, lock })
}

fn templates() -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on(Vec::<&'static str>::new());
    tera.add_raw_templates(TEMPLATES.iter().copied()).expect("the templates are tested");
    tera
}

struct Renderer<'a> {
    catalog: &'a Catalog,
    stack: &'a Stack,
    tera: Tera,
}

/// Values for the tests to plan with, of the variables that nobody gives one beforehand.
fn stand_ins(linked: &Linked<'_>) -> Vec<ArgumentContext> {
    let open = linked.variables.iter().filter(|variable| variable.default.is_none());
    open.map(|variable| {
        let value = match variable.ty.parse() {
            Ok(Type::Number) => "1",
            Ok(Type::Bool) => "false",
            Ok(Type::List(_) | Type::Set(_) | Type::Tuple(_)) => "[]",
            Ok(Type::Map(_) | Type::Object(_)) => "{}",
            _ => "\"given at run time\"",
        };
        ArgumentContext { name: variable.name.clone(), value: value.to_owned() }
    })
    .collect()
}

#[derive(Serialize)]
struct ProviderContext {
    name: String,
    source: String,
    version: String,
}

#[derive(Serialize)]
struct ModuleContext {
    name: String,
    comment: String,
    source: String,
    version: Option<String>,
    count: Option<String>,
    for_each: Option<String>,
    providers: Vec<AliasContext>,
    arguments: Vec<ArgumentContext>,
}

#[derive(Serialize)]
struct AliasContext {
    name: String,
    alias: String,
}

#[derive(Serialize)]
struct ArgumentContext {
    name: String,
    value: String,
}

#[derive(Serialize)]
struct VariableContext {
    name: String,
    ty: String,
    description: String,
    default: Option<String>,
    sensitive: bool,
    ephemeral: bool,
}

#[derive(Serialize)]
struct OutputContext {
    name: String,
    description: String,
    value: String,
    sensitive: bool,
}

#[derive(Serialize)]
struct AssumptionContext {
    key: String,
    text: String,
}

impl Renderer<'_> {
    fn template(&self, name: &str, context: &Context) -> String {
        let text = self.tera.render(name, context);
        text.unwrap_or_else(|e| panic!("the template {name} does not fit its context: {e:?}"))
    }

    /// The files of one root module.
    fn environment(
        &self,
        linked: &Linked<'_>,
        removed: &BTreeSet<String>,
        files: &mut BTreeMap<Utf8PathBuf, Vec<u8>>,
    ) {
        let dir = Utf8PathBuf::from(&linked.environment);
        let mut context = Context::new();
        context.insert("service", &self.stack.service);
        context.insert("environment", &linked.environment);
        self.terraform_context(linked, &mut context);
        context.insert("modules", &self.modules(linked));
        context.insert("removed", removed);
        context.insert("variables", &variables(linked));
        context.insert("outputs", &outputs(linked));
        context.insert("stand_ins", &stand_ins(linked));
        context.insert("mocks", &mocks::mocks(self.catalog, linked, &self.aliases(linked)));
        let mut names = vec!["terraform.tf", "main.tf"];
        for (name, wanted) in [
            ("variables.tf", !linked.variables.is_empty()),
            ("outputs.tf", !linked.outputs.is_empty()),
            ("removed.tf", !removed.is_empty()),
        ] {
            if wanted {
                names.push(name);
            }
        }
        for name in names {
            let text = hcl::format(&self.template(name, &context));
            files.insert(dir.join(name), text.into_bytes());
        }
        let test = hcl::format(&self.template("service.tftest.hcl", &context));
        files.insert(dir.join("tests/service.tftest.hcl"), test.into_bytes());
    }

    fn terraform_context(&self, linked: &Linked<'_>, context: &mut Context) {
        let settings = &self.catalog.settings;
        context.insert("required_version", &render::string(&settings.terraform.value));
        let providers: Vec<ProviderContext> = settings
            .providers
            .iter()
            .filter(|(name, _)| self.is_used(linked, name))
            .map(|(name, p)| ProviderContext {
                name: name.value.clone(),
                source: render::string(&p.source.value),
                version: render::string(&p.version.value),
            })
            .collect();
        context.insert("providers", &providers);
        let backend = settings
            .environment(&linked.environment)
            .and_then(|e| e.backend.as_ref())
            .map(|backend| {
                let arguments: String = backend
                    .settings
                    .iter()
                    .map(|(name, value)| {
                        let value = self.filled(&value.value, linked, &linked.region);
                        format!("    {} = {}\n", name.value, render::pretty(&value))
                    })
                    .collect();
                format!("  backend {} {{\n{arguments}  }}", render::string(&backend.kind.value))
            });
        context.insert("backend", &backend);
        context.insert("provider_blocks", &self.provider_blocks(linked));
    }

    /// Whether any module of the environment requires the provider of that local name.
    fn is_used(&self, linked: &Linked<'_>, name: &str) -> bool {
        linked.components.iter().any(|placed| {
            let required = &placed.module.interface().settings.required_providers;
            required.is_empty() || required.contains_key(name)
        })
    }

    /// The other regions that components live in, by the alias their providers get.
    fn aliases(&self, linked: &Linked<'_>) -> BTreeMap<String, String> {
        let away = linked.components.iter().filter(|p| p.region != linked.region);
        away.map(|p| (alias(&p.region), p.region.clone())).collect()
    }

    fn provider_blocks(&self, linked: &Linked<'_>) -> Vec<String> {
        let mut blocks = Vec::new();
        let regional = super::regional_providers(self.catalog);
        for (name, provider) in &self.catalog.settings.providers {
            if !self.is_used(linked, name) {
                continue;
            }
            let schema = Providers::embedded().find(&provider.source.value);
            let shape = schema.map(|p| &p.configuration().block);
            let mut regions = vec![(None, linked.region.clone())];
            if regional.contains(&name.value.as_str()) {
                regions.extend(self.aliases(linked).into_iter().map(|(a, r)| (Some(a), r)));
            }
            for (alias, region) in regions {
                if alias.is_none() && provider.configuration.is_empty() {
                    continue;
                }
                let mut text = format!("provider {} {{\n", render::string(&name.value));
                if let Some(alias) = alias {
                    text.push_str(&format!("  alias = {}\n", render::string(&alias)));
                }
                let configuration: hcl_rs::Map<String, Value> = provider
                    .configuration
                    .iter()
                    .map(|(key, value)| {
                        (key.value.clone(), self.filled(&value.value, linked, &region))
                    })
                    .collect();
                body(&mut text, &configuration, shape);
                text.push('}');
                blocks.push(text);
            }
        }
        blocks
    }

    /// A value with the catalog's placeholders filled in.
    fn filled(&self, value: &Value, linked: &Linked<'_>, region: &str) -> Value {
        match value {
            Value::String(text) => Value::String(
                self.chosen(text)
                    .replace("${region}", region)
                    .replace("${service}", &self.stack.service)
                    .replace("${environment}", &linked.environment)
                    .replace("${owner}", &self.stack.owner),
            ),
            Value::Array(items) => {
                Value::Array(items.iter().map(|v| self.filled(v, linked, region)).collect())
            }
            Value::Object(map) => Value::Object(
                map.iter().map(|(k, v)| (k.clone(), self.filled(v, linked, region))).collect(),
            ),
            other => other.clone(),
        }
    }

    /// A text with `${choice.QUESTION}` filled in: the option chosen, else the one that is
    /// recommended, else nothing.
    fn chosen(&self, text: &str) -> String {
        let questions = self.catalog.settings.questions.iter();
        questions.fold(text.to_owned(), |text, (name, question)| {
            let chosen = self.stack.choices.get(name.value.as_str());
            let option = chosen.or(question.default.as_ref()).map_or("", |o| o.as_str());
            text.replace(&format!("${{choice.{name}}}"), option)
        })
    }

    fn modules(&self, linked: &Linked<'_>) -> Vec<ModuleContext> {
        linked.components.iter().map(|placed| self.module(placed, linked)).collect()
    }

    fn module(&self, placed: &Placed<'_>, linked: &Linked<'_>) -> ModuleContext {
        let summary = placed.module.card.summary.value.trim_end_matches('.');
        let comment = match &placed.added_for {
            Some(slot) => format!("{summary}. Needed by {slot}."),
            None => format!("{summary}."),
        };
        let (count, for_each) = match &placed.instances {
            Instances::Single => (None, None),
            Instances::Count(n) => (Some(n.to_string()), None),
            Instances::ForEach(keys) => {
                let keys = keys.iter().map(|k| Value::from(k.as_str())).collect();
                (None, Some(render::value(&Value::Array(keys))))
            }
        };
        let away = placed.region != linked.region;
        let requirements = &placed.module.interface().settings.required_providers;
        let regional = super::regional_providers(self.catalog);
        let providers = regional
            .iter()
            .filter(|name| away && (requirements.is_empty() || requirements.contains_key(**name)))
            .map(|name| AliasContext { name: (*name).to_owned(), alias: alias(&placed.region) })
            .collect();
        let exact = self.stack.source == SourceKind::Registry;
        ModuleContext {
            name: placed.name.clone(),
            comment,
            source: render::string(&self.module_source(placed.module)),
            version: exact.then(|| render::string(&placed.module.version.to_string())),
            count,
            for_each,
            providers,
            arguments: placed
                .arguments
                .iter()
                .map(|a| ArgumentContext { name: a.name.clone(), value: a.value.clone() })
                .collect(),
        }
    }

    fn source(&self, module: &str, components: &[Placed<'_>]) -> String {
        let placed = components.iter().find(|p| p.module.name == module);
        placed.map(|p| self.module_source(p.module)).unwrap_or_default()
    }

    fn module_source(&self, module: &CatalogModule) -> String {
        match self.stack.source {
            SourceKind::Registry => self.catalog.source_of(&module.name),
            SourceKind::Vendor => format!("../modules/{}", module.name),
            SourceKind::Git => {
                let repository =
                    self.catalog.settings.git.as_ref().map_or("", |git| git.value.as_str());
                format!(
                    "git::{repository}//{}?ref={}/v{}",
                    module.folder(),
                    module.name,
                    module.version
                )
            }
        }
    }

    /// Components made by the last render that a look-up has taken over from.
    fn removed(&self, linked: &Linked<'_>, previous: Option<&Lock>) -> BTreeSet<String> {
        let Some(before) = previous.and_then(|l| l.environments.get(&linked.environment)) else {
            return BTreeSet::new();
        };
        let now = |name: &str| linked.components.iter().any(|p| p.name == name);
        let mut removed: BTreeSet<String> =
            before.removed.iter().filter(|name| !now(name)).cloned().collect();
        for (name, component) in &before.components {
            let Some(old) = self.catalog.module(&component.module) else { continue };
            let replaced = linked.components.iter().any(|p| {
                looks_up(p.module) && p.module.provides.keys().any(|c| old.provides.contains_key(c))
            });
            if !now(name) && !looks_up(old) && replaced {
                removed.insert(name.clone());
            }
        }
        removed
    }

    /// The files beside the root modules.
    fn whole(&self, linked: &[Linked<'_>], files: &mut BTreeMap<Utf8PathBuf, Vec<u8>>) {
        let environments: Vec<&str> = linked.iter().map(|l| l.environment.as_str()).collect();
        let mut context = Context::new();
        context.insert("service", &self.stack.service);
        context.insert("owner", &self.stack.owner);
        let description = match &self.stack.intent {
            Some(intent) => format!("> {}", one_line(intent)),
            None => format!("A service of {}.", self.catalog.settings.organisation.value),
        };
        context.insert("description", &description);
        let wiring = ServiceWiring::of(&self.stack.service, linked);
        context.insert("diagram", mermaid(&wiring.picture()).trim_end());
        context.insert("table", table(linked).trim_end());
        let assumptions: Vec<AssumptionContext> = assumptions(linked);
        context.insert("assumptions", &assumptions);
        context.insert("environments", &environments);
        files.insert("README.md".into(), self.template("README.md", &context).into_bytes());
        files.insert(".gitignore".into(), self.template(".gitignore", &context).into_bytes());
        files.insert("CODEOWNERS".into(), self.template("CODEOWNERS", &context).into_bytes());
        let mut context = Context::new();
        context.insert("environments", &environments.join(", "));
        let constraint = &self.catalog.settings.terraform.value;
        context.insert("terraform_version", &least_version(constraint));
        files.insert(
            ".github/workflows/terraform.yml".into(),
            self.template("terraform.yml", &context).into_bytes(),
        );
    }
}

/// Writes arguments and, where the shape says so, blocks after them.
fn body(text: &mut String, values: &hcl_rs::Map<String, Value>, shape: Option<&Block>) {
    let mut blocks = Vec::new();
    for (name, value) in values {
        match (shape.and_then(|b| b.nested(name)), value) {
            (Some(nested), Value::Object(inner)) => blocks.push((name, nested, inner)),
            (Some(nested), Value::Array(items)) => {
                blocks.extend(items.iter().filter_map(|i| Some((name, nested, i.as_object()?))));
            }
            _ => text.push_str(&format!("{name} = {}\n", render::pretty(value))),
        }
    }
    for (name, nested, inner) in blocks {
        text.push_str(&format!("\n{name} {{\n"));
        body(text, inner, Some(&nested.block));
        text.push_str("}\n");
    }
}

fn variables(linked: &Linked<'_>) -> Vec<VariableContext> {
    let variables = linked.variables.iter();
    variables
        .map(|v| VariableContext {
            name: v.name.clone(),
            ty: v.ty.clone(),
            description: render::string(&v.description),
            default: v.default.clone(),
            sensitive: v.sensitive,
            ephemeral: v.ephemeral,
        })
        .collect()
}

fn outputs(linked: &Linked<'_>) -> Vec<OutputContext> {
    let outputs = linked.outputs.iter();
    outputs
        .map(|o| OutputContext {
            name: o.name.clone(),
            description: render::string(&o.description),
            value: o.value.clone(),
            sensitive: o.sensitive,
        })
        .collect()
}

fn assumptions(linked: &[Linked<'_>]) -> Vec<AssumptionContext> {
    let all: BTreeSet<_> = linked.iter().flat_map(|l| &l.assumptions).collect();
    all.into_iter()
        .map(|a| AssumptionContext { key: a.key.clone(), text: a.text.clone() })
        .collect()
}

/// Which module answers for each component where.
fn table(linked: &[Linked<'_>]) -> String {
    let mut rows: BTreeMap<(&str, &str), (String, BTreeSet<&str>)> = BTreeMap::new();
    for environment in linked {
        for placed in &environment.components {
            let key = (placed.name.as_str(), placed.module.name.as_str());
            let row = rows
                .entry(key)
                .or_insert_with(|| (placed.module.version.to_string(), BTreeSet::new()));
            row.1.insert(&environment.environment);
        }
    }
    let mut text = String::from("| component | module | version |");
    for environment in linked {
        text.push_str(&format!(" {} |", environment.environment));
    }
    text.push_str("\n| --- | --- | --- |");
    text.push_str(&" --- |".repeat(linked.len()));
    text.push('\n');
    for ((name, module), (version, there)) in &rows {
        text.push_str(&format!("| `{name}` | {module} | {version} |"));
        for environment in linked {
            let placed = environment.components.iter().find(|p| p.name == *name);
            let cell = match placed {
                Some(p) if there.contains(environment.environment.as_str()) => {
                    if looks_up(p.module) { "look up" } else { "create" }
                }
                _ => "",
            };
            text.push_str(&format!(" {cell} |"));
        }
        text.push('\n');
    }
    text
}

/// Whether a module makes nothing and only looks things up.
#[must_use]
pub fn looks_up(module: &CatalogModule) -> bool {
    let interface = module.interface();
    let managed = interface.resources.values().any(|r| r.mode == ResourceMode::Managed);
    !managed && interface.calls.is_empty() && !interface.resources.is_empty()
}

/// The newest version the constraint surely admits: its lower bound.
fn least_version(constraint: &str) -> String {
    let lower = constraint.split(',').map(str::trim).find(|c| !c.starts_with('<'));
    let version = lower.unwrap_or(constraint).trim_start_matches(['>', '=', '~', ' ']);
    version.to_owned()
}

fn alias(region: &str) -> String {
    region.replace('-', "_")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Copies the modules of every environment, and the modules inside them, into the folder.
fn vendor(linked: &[Linked<'_>], files: &mut BTreeMap<Utf8PathBuf, Vec<u8>>) -> Result<()> {
    let mut done = BTreeSet::new();
    for placed in linked.iter().flat_map(|l| &l.components) {
        if !done.insert(&placed.module.name) {
            continue;
        }
        for file in placed.module.release_files()? {
            let path = Utf8Path::new("modules").join(&placed.module.name).join(&file.path);
            files.insert(path, file.bytes.into_owned());
        }
    }
    Ok(())
}

/// Reads what was rendered back and compares it with what was meant.
fn check(
    catalog: &Catalog,
    stack: &Stack,
    linked: &[Linked<'_>],
    files: &BTreeMap<Utf8PathBuf, Vec<u8>>,
) -> Result<()> {
    for environment in linked {
        let dir = Utf8Path::new(&environment.environment);
        let here = files.iter().filter(|(path, _)| path.parent() == Some(dir));
        let root = Module::load(here.map(|(path, bytes)| (path.clone(), bytes.clone())));
        let problem = problem(catalog, stack, environment, &root);
        if let Some(problem) = problem {
            return Err(Error {
                hints: vec!["this is a mistake of pave's; nothing was written".to_owned()],
                ..Error::new(
                    ErrorKind::Io,
                    format!("what was rendered for {dir} is not right: {problem}"),
                )
            });
        }
    }
    Ok(())
}

fn problem(catalog: &Catalog, stack: &Stack, linked: &Linked<'_>, root: &Module) -> Option<String> {
    if let Some(finding) = root.findings.first() {
        return Some(finding.message.clone());
    }
    if root.calls.len() != linked.components.len() || !root.resources.is_empty() {
        return Some("it is not made of its components alone".to_owned());
    }
    for placed in &linked.components {
        let name = &placed.name;
        let Some(call) = root.calls.get(name) else { return Some(format!("{name} is not there")) };
        let interface = placed.module.interface();
        for argument in call.arguments.keys() {
            if !interface.variables.contains_key(argument) {
                return Some(format!("{name} passes `{argument}`, which its module does not take"));
            }
        }
        for variable in interface.variables.values().filter(|v| v.is_required()) {
            if !call.arguments.contains_key(&variable.name) {
                return Some(format!("{name} does not pass `{}`", variable.name));
            }
        }
        if stack.source == SourceKind::Registry {
            let exact = call.version_text() == Some(placed.module.version.to_string().as_str());
            let known = call.source_text() == Some(catalog.source_of(&placed.module.name).as_str());
            if !exact
                || !known
                || call.version_text().is_none_or(|v| v.parse::<Constraint>().is_err())
            {
                return Some(format!("{name} is not pinned to its release"));
            }
        }
        if placed.module.lifecycle() == Lifecycle::Revoked {
            return Some(format!("{name} is revoked"));
        }
    }
    None
}
