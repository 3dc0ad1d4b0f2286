//! The modules that a root module is made of: which there are, and where each is found.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use camino::{Utf8Path, Utf8PathBuf};

use super::{ModuleFiles, ModuleRequest, Run, test_files};
use crate::error::{Error, Result};
use crate::terraform::manifest::{Manifest, Record};
use crate::terraform::{Constraint, Module, ModuleSource};

/// How deep modules may be nested: far more than anyone nests them, and an end to circles.
const MAX_DEPTH: usize = 64;

/// Every module of a configuration.
#[derive(Debug)]
pub(super) struct Tree {
    /// The root module's directory.
    pub(super) root: Utf8PathBuf,
    /// The local directories that modules are in, the root's among them.
    pub(super) local: BTreeSet<Utf8PathBuf>,
    /// The modules that `terraform init` would download.
    pub(super) packages: Vec<Package>,
    /// The local modules as the manifest has them; without these, Terraform strikes out all that
    /// they call.
    pub(super) records: Vec<Record>,
    /// Every module that was read.
    pub(super) modules: Vec<Module>,
    /// The types that tests mock; `None` when that is said in files elsewhere.
    pub(super) mocked: Option<BTreeSet<String>>,
}

/// A module that is not local, and its files.
#[derive(Debug)]
pub(super) struct Package {
    /// What the manifest calls it: the names of the calls that lead to it, with dots between.
    pub(super) key: String,
    /// The source as Terraform writes it into the manifest.
    pub(super) source: String,
    /// The version, for one from a registry.
    pub(super) version: Option<String>,
    /// The directory within the package.
    pub(super) subdir: Utf8PathBuf,
    /// Where its files are from.
    pub(super) content: Content,
}

/// Where the files of a package are from.
#[derive(Debug)]
pub(super) enum Content {
    /// Given, by their path in the package.
    Files(BTreeMap<Utf8PathBuf, Vec<u8>>),
    /// An earlier `terraform init` put them into this directory.
    Installed(Utf8PathBuf),
}

/// A module that is still to be read.
struct Open {
    key: String,
    place: Place,
    /// Its directory, from where Terraform is run.
    dir: Utf8PathBuf,
}

/// Where a module is.
#[derive(Clone)]
enum Place {
    Local(Utf8PathBuf),
    /// Within a package: which, and the directory.
    Package(usize, Utf8PathBuf),
}

/// Reads the root module of a run and everything it leads to.
///
/// # Errors
/// When the directory cannot be read, and when modules are not to be had; all of them are named.
pub(super) fn read(run: &Run<'_>) -> Result<Tree> {
    let root = run.dir.canonicalize_utf8().map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => {
            Error::not_found(format!("there is no directory {}", run.dir))
        }
        _ => Error::io(format!("cannot read {}", run.dir), e),
    })?;
    let installed = installed(&root);
    let mut tree = Tree {
        root: root.clone(),
        local: BTreeSet::new(),
        packages: Vec::new(),
        records: Vec::new(),
        modules: Vec::new(),
        mocked: Some(BTreeSet::new()),
    };
    let mut missing = Vec::new();
    let start = || Open {
        key: String::new(),
        place: Place::Local(root.clone()),
        dir: Utf8PathBuf::from("."),
    };
    let mut open = VecDeque::from([start()]);
    let tests = test_files::read(&root);
    tree.mocked = tests.mocked;
    for called in &tests.calls {
        let call = Call {
            key: called.key.clone(),
            source: &called.source,
            text: &called.text,
            version: called.version.as_ref(),
        };
        follow(run, &mut tree, &installed, &start(), &call, &mut open, &mut missing)?;
    }
    while let Some(from) = open.pop_front() {
        if from.key.split('.').count() > MAX_DEPTH {
            return Err(Error::usage(format!(
                "the modules of {} call each other in a circle",
                run.dir
            )));
        }
        let Some(module) = tree.module(&from.place)? else { continue };
        for call in module.calls.values() {
            let Some(Ok(source)) = &call.source else { continue };
            let call = Call {
                key: join_key(&from.key, &call.name),
                source,
                text: call.source_text().unwrap_or_default(),
                version: call.version.as_ref(),
            };
            follow(run, &mut tree, &installed, &from, &call, &mut open, &mut missing)?;
        }
        tree.modules.push(module);
    }
    if missing.is_empty() { Ok(tree) } else { Err(not_to_be_had(&missing)) }
}

/// A call of a module.
struct Call<'c> {
    key: String,
    source: &'c ModuleSource,
    text: &'c str,
    version: Option<&'c Constraint>,
}

fn follow(
    run: &Run<'_>,
    tree: &mut Tree,
    installed: &Manifest,
    from: &Open,
    call: &Call<'_>,
    open: &mut VecDeque<Open>,
    missing: &mut Vec<String>,
) -> Result<()> {
    let (place, dir) = match call.source {
        ModuleSource::Local(path) => {
            let place = match &from.place {
                Place::Local(dir) => Place::Local(normal(&dir.join(path))),
                Place::Package(package, dir) => Place::Package(*package, normal(&dir.join(path))),
            };
            let dir = normal(&from.dir.join(path));
            tree.records.push(Record {
                key: call.key.clone(),
                source: path.clone(),
                version: None,
                dir: dir.to_string(),
            });
            (place, dir)
        }
        source => {
            let address = address(&call.key);
            let request = ModuleRequest { source, version: call.version, call: &address };
            let Some(package) = package(run, installed, call, (run.modules)(&request)?) else {
                missing.push(format!("{address} ({})", call.text));
                return Ok(());
            };
            let (subdir, dir) = (package.subdir.clone(), package.dir());
            tree.packages.push(package);
            (Place::Package(tree.packages.len() - 1, subdir), dir)
        }
    };
    open.push_back(Open { key: call.key.clone(), place, dir });
    Ok(())
}

fn package(
    run: &Run<'_>,
    installed: &Manifest,
    call: &Call<'_>,
    files: Option<ModuleFiles>,
) -> Option<Package> {
    let source = in_full(call.source, call.text);
    let subdir = Utf8PathBuf::from(call.source.subdir().unwrap_or_default());
    if let Some(files) = files {
        let version = files.version.map(|v| v.to_string());
        let version = version.filter(|_| call.source.as_registry().is_some());
        let content = Content::Files(files.files);
        return Some(Package { key: call.key.clone(), source, version, subdir, content });
    }
    let record = installed.modules.iter().find(|r| r.key == call.key && r.source == source)?;
    let version = record.version.as_deref().map(crate::terraform::version::parse);
    let admitted = match (call.version, version) {
        (Some(wanted), Some(Ok(version))) => wanted.admits(&version),
        (Some(_), _) => false,
        (None, _) => true,
    };
    let dir = run.dir.join(&record.dir);
    // The directory is that of the module; the package is as many steps up as `//` goes down.
    let package = dir.as_str().strip_suffix(subdir.as_str())?.trim_end_matches('/');
    let content = Content::Installed(Utf8Path::new(package).canonicalize_utf8().ok()?);
    let version = record.version.clone();
    admitted.then_some(Package { key: call.key.clone(), source, version, subdir, content })
}

impl Package {
    /// Where the package is put, from where Terraform is run.
    pub(super) fn home(&self) -> Utf8PathBuf {
        Utf8Path::new(".terraform/modules").join(&self.key)
    }

    /// The module's directory, from where Terraform is run.
    fn dir(&self) -> Utf8PathBuf {
        normal(&self.home().join(&self.subdir))
    }

    /// What the manifest has of it.
    pub(super) fn record(&self) -> Record {
        Record {
            key: self.key.clone(),
            source: self.source.clone(),
            version: self.version.clone(),
            dir: self.dir().into_string(),
        }
    }
}

impl Tree {
    /// The module at a place; `None` when it has been read before, or is not there, which Terraform
    /// will say better.
    fn module(&mut self, place: &Place) -> Result<Option<Module>> {
        match place {
            Place::Local(dir) => {
                if !dir.is_dir() {
                    return Ok(None);
                }
                self.local.insert(dir.clone());
                Module::read_dir(dir).map(Some)
            }
            Place::Package(package, dir) => match &self.packages[*package].content {
                Content::Installed(package) => {
                    let dir = package.join(dir);
                    if dir.is_dir() { Module::read_dir(&dir).map(Some) } else { Ok(None) }
                }
                Content::Files(files) => {
                    let within = |path: &&Utf8PathBuf| path.parent() == Some(dir);
                    let files = files.iter().filter(|(path, _)| within(path));
                    Ok(Some(Module::load(files.map(|(path, bytes)| (path.clone(), bytes.clone())))))
                }
            },
        }
    }
}

/// What an earlier `terraform init` has installed in the user's own directory.
fn installed(root: &Utf8Path) -> Manifest {
    let manifest = std::fs::read(root.join(".terraform/modules/modules.json"));
    manifest.ok().and_then(|m| serde_json::from_slice(&m).ok()).unwrap_or_default()
}

/// The source as Terraform writes it into the manifest: hosts and short forms spelled out.
fn in_full(source: &ModuleSource, text: &str) -> String {
    let query = text.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
    let (package, subdir) = match source {
        ModuleSource::Registry(registry) => {
            let (namespace, name) = (&registry.namespace, &registry.name);
            (
                format!("{}/{namespace}/{name}/{}", registry.host(), registry.provider),
                &registry.subdir,
            )
        }
        ModuleSource::Git(git) => (format!("git::{}", git.url), &git.subdir),
        ModuleSource::Archive { getter, url, subdir } => {
            let getter = getter.as_ref().map(|g| format!("{g}::")).unwrap_or_default();
            let url = url.split('?').next().unwrap_or_default();
            (format!("{getter}{url}"), subdir)
        }
        ModuleSource::Local(path) => return path.clone(),
        ModuleSource::Other { address, subdir } => {
            (address.split('?').next().unwrap_or_default().to_owned(), subdir)
        }
    };
    let subdir = subdir.as_ref().map(|subdir| format!("//{subdir}")).unwrap_or_default();
    format!("{package}{subdir}{query}")
}

fn not_to_be_had(missing: &[String]) -> Error {
    let which = missing.join(", ");
    let message = match missing {
        [one] => format!("the module {one} is not to be had offline"),
        _ => format!("these modules are not to be had offline: {which}"),
    };
    Error::not_found(message)
        .hint("use a module of the catalog: `pave list` names them")
        .hint("or run `terraform init` in the directory once, online; what it installed is used")
}

/// `network.sub` as `module.network.module.sub`.
fn address(key: &str) -> String {
    key.split('.').map(|name| format!("module.{name}")).collect::<Vec<_>>().join(".")
}

fn join_key(key: &str, name: &str) -> String {
    if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") }
}

/// The path without `.` and `..`, as Terraform cleans it: by its letters alone.
#[must_use]
pub(super) fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let mut out = Utf8PathBuf::new();
    for part in path.components() {
        match part {
            camino::Utf8Component::CurDir => {}
            // What is above where one stands has no name to strike out.
            camino::Utf8Component::ParentDir => match out.components().next_back() {
                Some(camino::Utf8Component::Normal(_)) => drop(out.pop()),
                Some(camino::Utf8Component::RootDir | camino::Utf8Component::Prefix(_)) => {}
                _ => out.push(".."),
            },
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cleaned_by_its_letters_alone() {
        for (written, clean) in [
            ("./../..", "../.."),
            ("../../modules/../x", "../../x"),
            ("a/b/../../..", ".."),
            ("/a/../../b", "/b"),
            ("./.", ""),
        ] {
            assert_eq!(normal(Utf8Path::new(written)), clean, "{written}");
        }
    }
}
