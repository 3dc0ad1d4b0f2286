//! What is shown of a release: made of its source when it is published, kept in the ledger.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::release::{Package, Tree};
use crate::terraform::{Module, is_configuration, render};

/// What is shown of a release. Its parts have the names and shapes of the public registry's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Details {
    /// The module at the root.
    pub root: Part,
    /// The modules below `modules/`, by path.
    pub submodules: Vec<Part>,
    /// The examples, by path.
    pub examples: Vec<Part>,
    /// The card, `module.yaml`, as it was published.
    pub card: String,
    /// What the changelog says of this version, Markdown.
    pub changelog: String,
    /// The test files, by path, each with its text.
    pub tests: BTreeMap<String, String>,
}

/// One directory of configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// Its path in the module; empty for the root.
    pub path: String,
    /// The last part of the path, or the module's name.
    pub name: String,
    /// Its README, Markdown.
    pub readme: String,
    /// Whether it declares nothing.
    pub empty: bool,
    /// Its input variables, in order of their names.
    pub inputs: Vec<Input>,
    /// Its output values, in order of their names.
    pub outputs: Vec<Output>,
    /// The modules that it calls from elsewhere.
    pub dependencies: Vec<Dependency>,
    /// The providers that it requires.
    pub provider_dependencies: Vec<ProviderDependency>,
    /// Its resources, by address.
    pub resources: Vec<ResourceOf>,
}

/// An input variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// Its type, as Terraform writes it.
    #[serde(rename = "type")]
    pub ty: String,
    /// What it is for.
    pub description: String,
    /// Its default as HCL; empty when it has none.
    pub default: String,
    /// Whether it must be set.
    pub required: bool,
    /// Whether its value is kept out of messages.
    pub sensitive: bool,
}

/// An output value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Whether its value is kept out of messages.
    pub sensitive: bool,
}

/// A module that is called from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Dependency {
    /// The name of the call.
    pub name: String,
    /// Its source.
    pub source: String,
    /// Its version constraint; empty when there is none.
    pub version: String,
}

/// A provider that is required.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProviderDependency {
    /// Its local name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Its source address.
    pub source: String,
    /// Its version constraint; empty when there is none.
    pub version: String,
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResourceOf {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
}

impl Details {
    /// What is shown of a package; `name` is the module's.
    #[must_use]
    pub fn of(package: &Package, name: &str) -> Self {
        let tree = &package.tree;
        let root = Utf8Path::new("");
        let below = |dir: &&Utf8PathBuf| dir.starts_with("modules");
        let submodules = package.modules.keys().filter(below);
        let notes = package.notes.of(package.version.as_ref());
        let is_test = |path: &Utf8Path| path.as_str().ends_with(".tftest.hcl");
        let text = |path: &Utf8Path| tree.text(path.as_str()).unwrap_or_default().to_owned();
        let tests = tree.files.keys().filter(|path| is_test(path));
        Self {
            root: Part::of(tree, root, package.root(), name),
            submodules: submodules
                .map(|dir| Part::of(tree, dir, &package.modules[dir], name))
                .collect(),
            examples: examples(tree)
                .into_iter()
                .map(|(dir, module)| Part::of(tree, &dir, &module, name))
                .collect(),
            card: tree.text("module.yaml").unwrap_or_default().to_owned(),
            changelog: notes.map(|notes| notes.text.clone()).unwrap_or_default(),
            tests: tests.map(|path| (path.to_string(), text(path))).collect(),
        }
    }
}

impl Part {
    fn of(tree: &Tree, dir: &Utf8Path, module: &Module, name: &str) -> Self {
        let readme = tree.text(dir.join("README.md").as_str()).unwrap_or_default().to_owned();
        let mut inputs: Vec<Input> = module
            .variables
            .values()
            .map(|variable| Input {
                name: variable.name.clone(),
                ty: variable.type_constraint.as_ref().map_or("any", |ty| &ty.text).to_owned(),
                description: variable.description.clone().unwrap_or_default(),
                default: variable.default_value().map(render::value).unwrap_or_default(),
                required: variable.is_required(),
                sensitive: variable.sensitive,
            })
            .collect();
        inputs.sort_by(|a, b| a.name.cmp(&b.name));
        let mut outputs: Vec<Output> = module
            .outputs
            .values()
            .map(|output| Output {
                name: output.name.clone(),
                description: output.description.clone().unwrap_or_default(),
                sensitive: output.sensitive,
            })
            .collect();
        outputs.sort_by(|a, b| a.name.cmp(&b.name));
        let calls = module.calls.values().filter_map(|call| {
            let source = call.source_text()?;
            let elsewhere = !source.starts_with('.');
            let version = call.version_text().unwrap_or_default().to_owned();
            elsewhere.then(|| Dependency {
                name: call.name.clone(),
                source: source.to_owned(),
                version,
            })
        });
        let requirements = module.settings.required_providers.values().map(|requirement| {
            let address = requirement.address.as_ref();
            let text = |written: &Option<(String, _)>| {
                written.as_ref().map(|(text, _)| text.clone()).unwrap_or_default()
            };
            ProviderDependency {
                name: requirement.name.clone(),
                namespace: address.map(|a| a.namespace.clone()).unwrap_or_default(),
                source: address.map(|a| format!("{}/{}", a.namespace, a.kind)).unwrap_or_default(),
                version: text(&requirement.version),
            }
        });
        let mut resources: Vec<ResourceOf> = module
            .resources
            .values()
            .filter(|resource| resource.mode == crate::terraform::ResourceMode::Managed)
            .map(|resource| ResourceOf { name: resource.name.clone(), kind: resource.kind.clone() })
            .collect();
        resources.sort_by(|a, b| (&a.kind, &a.name).cmp(&(&b.kind, &b.name)));
        let empty = inputs.is_empty() && outputs.is_empty() && resources.is_empty();
        Self {
            path: dir.to_string(),
            name: dir.file_name().unwrap_or(name).to_owned(),
            readme,
            empty,
            inputs,
            outputs,
            dependencies: calls.collect(),
            provider_dependencies: requirements.collect(),
            resources,
        }
    }
}

fn examples(tree: &Tree) -> BTreeMap<Utf8PathBuf, Module> {
    let mut files: BTreeMap<Utf8PathBuf, Vec<(Utf8PathBuf, &[u8])>> = BTreeMap::new();
    for (path, bytes) in &tree.files {
        let dir = path.parent().unwrap_or(Utf8Path::new(""));
        if dir.starts_with("examples") && is_configuration(path) {
            files.entry(dir.to_owned()).or_default().push((path.clone(), bytes));
        }
    }
    files.into_iter().map(|(dir, files)| (dir, Module::load(files))).collect()
}
