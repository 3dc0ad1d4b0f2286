//! `pave catalog new`: a whole catalog that is in order and makes a service at once.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;
use serde::Serialize;
use tera::{Context, Tera};

use super::files::files;
use super::module::{draft, in_order, note};
use super::request::{CatalogRequest, ModuleRequest};
use super::{Scaffold, Unsaid, words};
use crate::app::folder;
use crate::catalog::{Catalog, Files, Lifecycle, Wiring};
use crate::error::{Error, Report, Result};
use crate::schema::Providers;

const TEMPLATES: [(&str, &str); 5] = [
    ("catalog.yaml", include_str!("../../../templates/catalog/catalog.yaml.tera")),
    ("capabilities.yaml", include_str!("../../../templates/catalog/capabilities.yaml.tera")),
    ("README.md", include_str!("../../../templates/catalog/README.md.tera")),
    ("CONTRIBUTING.md", include_str!("../../../templates/catalog/CONTRIBUTING.md.tera")),
    (".github/workflows/catalog.yml", include_str!("../../../templates/catalog/catalog.yml.tera")),
];

/// The Terraform versions that root modules of a new catalog admit.
const TERRAFORM: &str = ">= 1.11.0, < 2.0.0";

/// The Terraform version that the workflow of a new catalog takes.
const TERRAFORM_IN_CI: &str = "1.11";

/// A module that a catalog begins with.
struct Starter {
    provider: &'static str,
    name: &'static str,
    summary: &'static str,
    resources: &'static [&'static str],
    inputs: &'static [&'static str],
    provides: &'static [&'static str],
}

/// The modules that a catalog begins with, by provider.
const STARTERS: &[Starter] = &[
    Starter {
        provider: "aws",
        name: "bucket",
        summary: "A private, encrypted and versioned S3 bucket.",
        resources: &[
            "aws_s3_bucket",
            "aws_s3_bucket_public_access_block",
            "aws_s3_bucket_server_side_encryption_configuration",
            "aws_s3_bucket_versioning",
        ],
        inputs: &[],
        provides: &["binding"],
    },
    Starter {
        provider: "aws",
        name: "queue",
        summary: "An encrypted SQS queue.",
        resources: &["aws_sqs_queue"],
        inputs: &[],
        provides: &["binding"],
    },
    Starter {
        provider: "random",
        name: "pet-name",
        summary: "A name that is easy to remember.",
        resources: &["random_pet"],
        inputs: &["length:number=2"],
        provides: &[],
    },
    Starter {
        provider: "tls",
        name: "key-pair",
        summary: "A private key and its public key.",
        resources: &["tls_private_key"],
        inputs: &["algorithm:string=ED25519"],
        provides: &[],
    },
    Starter {
        provider: "time",
        name: "pause",
        summary: "A wait between two changes.",
        resources: &["time_sleep"],
        inputs: &["create_duration:string=10s"],
        provides: &[],
    },
];

type CatalogFiles = BTreeMap<Utf8PathBuf, Vec<u8>>;

/// What a request lacks, all of it.
#[must_use]
pub fn missing_for_catalog(request: &CatalogRequest) -> Vec<Unsaid> {
    let mut missing = Vec::new();
    let mut need = |said: bool, key, what, fix| {
        if !said {
            missing.push(Unsaid { key, what, fix });
        }
    };
    let yes = request.accept_recommended;
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    need(request.dir.is_some(), "dir", "the folder to write to", "DIR");
    let organisation = said(&request.organisation) || yes;
    need(organisation, "organisation", "the organisation's name", "--organisation NAME");
    let registry = said(&request.registry) || yes;
    need(registry, "registry", "the host name of the module registry", "--registry HOST");
    let environments = !request.environments.is_empty() || yes;
    need(
        environments,
        "environments",
        "the environments and their regions",
        "--environment dev=eu-west-1, once for each",
    );
    missing
}

/// The registry that stands in for one that nobody named.
#[must_use]
pub fn recommended_registry(organisation: &str) -> String {
    format!("registry.{}.example", slug(organisation))
}

/// The environments that stand in for ones that nobody named.
pub const RECOMMENDED_ENVIRONMENTS: [&str; 2] = ["dev=eu-west-1", "prod=eu-west-1"];

/// Makes a catalog; nothing is written yet.
///
/// # Errors
/// When something is missing or no name of what it should be, when the folder holds a catalog
/// already, or when the catalog would not be in order.
pub fn catalog(request: &CatalogRequest) -> Result<Scaffold> {
    if let Some(first) = missing_for_catalog(request).first() {
        return Err(Error::usage(format!("{} is missing", first.what)).hint(first.fix));
    }
    let dir = request.dir.clone().unwrap_or_default();
    new_catalog_folder(&dir)?;
    let mut plan = Plan::read(request, &dir)?;
    let mut files = CatalogFiles::new();
    let mut notes = Vec::new();
    plan.take_embedded(request, &mut files, &mut notes)?;
    // The starters are made by what makes any module, for which the settings have to be there.
    plan.write(&mut files);
    if request.from_embedded.is_empty() {
        in_order(files.clone(), &dir, Utf8Path::new(""))?;
        plan.make_starters(&mut files, &mut notes)?;
    }
    plan.write(&mut files);
    if let Some(module) = plan.modules.first() {
        let name = "starter";
        let component = module.0.replace('-', "_");
        let text = format!(
            "name: {name}\nversion: 1.0.0\nsummary: A service to begin with.\naliases: [{name}]\n\
             components:\n  {component}: {}\n",
            module.0
        );
        files.insert(format!("blueprints/{name}.yaml").into(), text.into_bytes());
    } else {
        notes.push(note(
            "no schema of the providers is known, so the catalog has no module yet".to_owned(),
        ));
    }
    in_order(files.clone(), &dir, Utf8Path::new(""))?;
    let changes = folder::new_files(&dir, files)?;
    let notes = Report { findings: notes, ..Report::default() };
    Ok(Scaffold { name: plan.organisation, folder: dir, changes, notes })
}

/// Checks that a folder holds no catalog yet.
///
/// # Errors
/// When it does.
pub fn new_catalog_folder(dir: &Utf8Path) -> Result<()> {
    if dir.join("catalog.yaml").exists() {
        return Err(Error::refused(format!("{dir} holds a catalog already"))
            .hint("name another folder; nothing is ever overwritten")
            .hint(format!("add to it with `pave --catalog {dir} module new`")));
    }
    Ok(())
}

/// Checks that a word is `NAME=SOURCE@VERSION`, or the name of a provider whose schema is known.
///
/// # Errors
/// When it is neither.
pub fn known_provider(word: &str) -> Result<()> {
    provider(word).map(|_| ())
}

/// Checks that a word is `NAME=REGION`.
///
/// # Errors
/// When it is not.
pub fn known_environment(word: &str) -> Result<()> {
    environment(word).map(|_| ())
}

/// What a catalog is to hold.
struct Plan {
    organisation: String,
    registry: String,
    namespace: String,
    target_system: String,
    providers: Vec<ProviderPlan>,
    /// Name and region.
    environments: Vec<(String, String)>,
    /// Name and summary, the first the one that the blueprint is of.
    modules: Vec<(String, String)>,
    /// Capability to the module that provides it, where several do.
    bindings: BTreeMap<String, String>,
    /// Whether a module asks for the tier of the environment.
    tier: bool,
    /// Whether a module is named by an input `name`.
    named: bool,
}

#[derive(Serialize)]
struct ProviderPlan {
    name: String,
    source: String,
    version: String,
}

#[derive(Serialize)]
struct EnvironmentText {
    name: String,
    summary: String,
    region: String,
    bindings: Vec<BindingText>,
    tier: Option<&'static str>,
}

#[derive(Serialize)]
struct BindingText {
    capability: String,
    module: String,
}

#[derive(Serialize)]
struct CapabilityText {
    name: String,
    summary: String,
    many: bool,
    explicit: bool,
    #[serde(rename = "type")]
    ty: String,
}

#[derive(Serialize)]
struct ModuleText<'p> {
    name: &'p str,
    summary: &'p str,
}

impl Plan {
    fn read(request: &CatalogRequest, dir: &Utf8Path) -> Result<Self> {
        let folder = dir.file_name().unwrap_or("catalog");
        let organisation = request
            .organisation
            .clone()
            .unwrap_or_else(|| words::capitalised(&words::words(folder)));
        let organisation = organisation.trim().to_owned();
        let registry =
            request.registry.clone().unwrap_or_else(|| recommended_registry(&organisation));
        let providers = match &request.providers[..] {
            [] => vec![known("aws").expect("the schema of aws is part of the program")],
            words => words.iter().map(|word| provider(word)).collect::<Result<_>>()?,
        };
        let environments = match &request.environments[..] {
            [] => RECOMMENDED_ENVIRONMENTS.iter().map(|word| environment(word)).collect(),
            words => words.iter().map(|word| environment(word)).collect::<Result<Vec<_>>>(),
        }?;
        let names: BTreeSet<&str> = environments.iter().map(|(name, _)| name.as_str()).collect();
        if names.len() < environments.len() {
            return Err(Error::usage("an environment is named twice")
                .hint("give each --environment a name of its own"));
        }
        let first = providers[0].name.clone();
        Ok(Self {
            organisation,
            registry,
            namespace: request.namespace.clone().unwrap_or_else(|| "platform".to_owned()),
            target_system: request.target_system.clone().unwrap_or(first),
            providers,
            environments,
            modules: Vec::new(),
            bindings: BTreeMap::new(),
            tier: false,
            named: false,
        })
    }

    /// Takes modules over from the catalog that is built in, with those that they cannot do without.
    fn take_embedded(
        &mut self,
        request: &CatalogRequest,
        files: &mut CatalogFiles,
        notes: &mut Vec<crate::diag::Finding>,
    ) -> Result<()> {
        if request.from_embedded.is_empty() {
            return Ok(());
        }
        let embedded = Catalog::embedded();
        let mut names: Vec<String> = Vec::new();
        for name in &request.from_embedded {
            embedded.require_module(name)?;
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        let mut at = 0;
        while let Some(name) = names.get(at).cloned() {
            at += 1;
            let module = embedded.require_module(&name)?;
            for slot in module.slots.iter().filter(|slot| slot.required) {
                let provides = |name: &String| {
                    let module = embedded.module(name);
                    module.is_some_and(|m| m.provides.contains_key(&slot.capability))
                };
                if names.iter().any(provides) {
                    continue;
                }
                if let Some(other) = embedded.providers_of(&slot.capability).next() {
                    notes.push(note(format!(
                        "`{}` is taken over too, because `{name}` cannot do without `{}`",
                        other.name, slot.capability
                    )));
                    names.push(other.name.clone());
                }
            }
        }
        let source = Files::embedded();
        let old = &embedded.settings;
        let address = format!("{}/{}/", old.registry, old.namespace);
        for name in &names {
            let module = embedded.require_module(name)?;
            self.tier |= module.interface().variables.contains_key("tier");
            self.named |= module.interface().variables.contains_key("name");
            for capability in module.provides.keys() {
                let several =
                    names.iter().filter(|n| provides(&embedded, n, capability)).count() > 1;
                if several && !self.bindings.contains_key(capability) && capability == "network" {
                    self.bindings.insert(capability.clone(), name.clone());
                }
            }
            for path in source.under(module.folder()) {
                let bytes = source.read(path).map_err(Error::refused)?;
                let text = String::from_utf8_lossy(&bytes);
                let new = format!("{}/{}/", self.registry, self.namespace);
                files.insert(path.clone(), text.replace(&address, &new).into_bytes());
            }
            self.modules.push((name.clone(), module.card.summary.value.clone()));
        }
        Ok(())
    }

    /// Makes the modules to begin with, of the first provider whose schema is known.
    fn make_starters(
        &mut self,
        files: &mut CatalogFiles,
        notes: &mut Vec<crate::diag::Finding>,
    ) -> Result<()> {
        let names = self.providers.iter().map(|provider| provider.name.as_str());
        let mut names =
            names.filter(|name| STARTERS.iter().any(|starter| starter.provider == *name));
        let Some(first) = names.next().map(str::to_owned) else { return Ok(()) };
        for starter in STARTERS.iter().filter(|starter| starter.provider == first) {
            let Starter { name, summary, .. } = starter;
            let catalog = Catalog::load(Files::memory(files.clone()))?;
            let strings = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
            let request = ModuleRequest {
                name: Some((*name).to_owned()),
                summary: Some((*summary).to_owned()),
                owner: Some("platform".to_owned()),
                resources: strings(starter.resources),
                inputs: strings(starter.inputs),
                provides: strings(starter.provides),
                ..ModuleRequest::default()
            };
            let (mut draft, told) = draft(&catalog, &request)?;
            // A catalog without an approved module makes no service.
            draft.lifecycle = Lifecycle::Approved;
            self.named |= draft.has_variable("name");
            notes.extend(told.findings);
            let home = Utf8Path::new("modules").join(name);
            let made = self::files(&draft, &catalog.source_of(name));
            files.extend(made.into_iter().map(|(path, bytes)| (home.join(path), bytes)));
            self.modules.push(((*name).to_owned(), (*summary).to_owned()));
        }
        Ok(())
    }

    /// Writes what is not of a module.
    fn write(&self, files: &mut CatalogFiles) {
        let mut tera = Tera::new();
        tera.autoescape_on(Vec::<&'static str>::new());
        tera.add_raw_templates(TEMPLATES).expect("the templates are tested");
        let context = self.context();
        for (name, _) in TEMPLATES {
            let text = tera.render(name, &context).expect("the templates are tested");
            let text = format!("{}\n", text.trim_end());
            files.insert(name.into(), text.into_bytes());
        }
        files.insert(".gitignore".into(), b".terraform/\n*.tfstate\n*.tfstate.*\n".to_vec());
    }

    fn context(&self) -> Context {
        let mut context = Context::new();
        context.insert("organisation", &quoted(&self.organisation));
        context.insert("organisation_text", &self.organisation);
        context.insert("slug", &slug(&self.organisation));
        context.insert("registry", &quoted(&self.registry));
        context.insert("namespace", &quoted(&self.namespace));
        context.insert("target_system", &quoted(&self.target_system));
        context.insert("terraform", &quoted(TERRAFORM));
        context.insert("terraform_version", TERRAFORM_IN_CI);
        context.insert("providers", &self.providers);
        context.insert("environments", &self.environments_text());
        context.insert("capabilities", &self.capabilities());
        let modules: Vec<ModuleText<'_>> =
            self.modules.iter().map(|(name, summary)| ModuleText { name, summary }).collect();
        context.insert("modules", &modules);
        let names: Vec<&str> = self.modules.iter().map(|(name, _)| name.as_str()).collect();
        context.insert("module_names", &names.join(", "));
        context.insert("named", &self.named);
        context.insert("blueprint", &(!self.modules.is_empty()).then_some("starter"));
        context
    }

    fn environments_text(&self) -> Vec<EnvironmentText> {
        let bindings = || {
            let all = self.bindings.iter();
            all.map(|(capability, module)| BindingText {
                capability: capability.clone(),
                module: module.clone(),
            })
            .collect()
        };
        let environment = |(name, region): &(String, String)| EnvironmentText {
            summary: quoted(&summary(name)),
            name: quoted(name),
            region: quoted(region),
            bindings: bindings(),
            tier: self.tier.then_some(if name.starts_with("prod") { "prod" } else { "dev" }),
        };
        self.environments.iter().map(environment).collect()
    }

    /// Those of the catalog that is built in; elsewhere than on AWS the one that fits any cloud.
    fn capabilities(&self) -> Vec<CapabilityText> {
        let aws = self.providers.iter().any(|provider| provider.name == "aws");
        let embedded = Catalog::embedded();
        let kept = embedded.capabilities.values().filter(|c| aws || c.name == "binding");
        kept.map(|capability| CapabilityText {
            name: capability.name.clone(),
            summary: quoted(&capability.summary),
            many: capability.many,
            explicit: capability.wiring == Wiring::Explicit,
            ty: capability.ty.pretty_at(4),
        })
        .collect()
    }
}

fn provides(catalog: &Catalog, module: &str, capability: &str) -> bool {
    catalog.module(module).is_some_and(|module| module.provides.contains_key(capability))
}

/// What an environment of a usual name is for.
fn summary(name: &str) -> String {
    match name {
        "dev" => "For trying things out.",
        "test" => "For testing together.",
        "staging" | "stage" => "For a last look before customers.",
        "prod" | "production" => "For customers.",
        _ => return format!("The environment {name}."),
    }
    .to_owned()
}

fn provider(word: &str) -> Result<ProviderPlan> {
    let wrong = || {
        Error::usage(format!("`{word}` is no provider"))
            .hint("write NAME=SOURCE@VERSION, such as aws=hashicorp/aws@6.62.0")
            .hint("or the name alone of one whose schema is known, such as aws")
    };
    let Some((name, rest)) = word.split_once('=') else { return known(word).ok_or_else(wrong) };
    let (source, version) = rest.split_once('@').ok_or_else(wrong)?;
    if [name, source, version].iter().any(|part| part.trim().is_empty()) {
        return Err(wrong());
    }
    let (source, version) = (quoted(source.trim()), quoted(version.trim()));
    Ok(ProviderPlan { name: name.trim().to_owned(), source, version })
}

/// A provider whose schema is known.
fn known(name: &str) -> Option<ProviderPlan> {
    let provider = Providers::embedded().find(name)?;
    let source = provider.address().split_once('/').map_or("", |(_, source)| source).to_owned();
    let version: &Version = provider.version();
    Some(ProviderPlan { name: name.to_owned(), source, version: version.to_string() })
}

fn environment(word: &str) -> Result<(String, String)> {
    match word.split_once('=') {
        Some((name, region)) if !name.trim().is_empty() && !region.trim().is_empty() => {
            Ok((name.trim().to_owned(), region.trim().to_owned()))
        }
        _ => Err(Error::usage(format!("`{word}` is no environment"))
            .hint("write NAME=REGION, such as dev=eu-west-1")),
    }
}

/// A text as YAML may hold it, in quotes where it could mean something else.
fn quoted(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || " -_./".contains(c))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
            .contains(&text.to_ascii_lowercase().as_str())
        && text.trim() == text;
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// A name as a part of a host name.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "acme".to_owned() } else { parts.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_yaml_is_read_back_as_it_was() {
        for text in
            ["Acme", "no", "1.0", "a: b", "ÄÖ \"x\"", ">= 1.11.0, < 2.0.0", "", "a # b", "x "]
        {
            let read: String = serde_saphyr::from_str(&quoted(text)).unwrap();
            assert_eq!(read, text);
        }
    }

    #[test]
    fn a_registry_is_named_after_the_organisation() {
        assert_eq!(recommended_registry("Acme & Söhne"), "registry.acme-s-hne.example");
        assert_eq!(recommended_registry("日本"), "registry.acme.example");
    }
}
