//! What Terraform has installed for a root module: its calls, nested ones too, as the configuration
//! and Terraform's manifest have them.
//!
//! Terraform believes its manifest whatever lies on disk, and so whoever changes the manifest
//! decides which files are a module. Both are read here, and what does not fit together is told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::diag::{Finding, SourceId, Span};
use crate::error::{Error, ErrorKind, Report, Result};
use crate::store::read_file;
use crate::terraform::manifest::{MANIFEST, Manifest, Record};
use crate::terraform::{Module, ModuleCall, ModuleSource, RegistrySource, findings};

/// Largest manifest that is read, in bytes.
const MAX_MANIFEST_BYTES: u64 = 64_000_000;

/// The rules of findings behind which calls may be hidden.
const HIDING: [&str; 3] = ["syntax", findings::FILE, findings::SHADOWED];

/// A root module on disk.
#[derive(Debug, Clone)]
pub struct Root {
    /// Its folder.
    pub dir: Utf8PathBuf,
    /// Where Terraform keeps what it installs, relative to that: `.terraform` unless somebody said
    /// otherwise.
    pub data: Utf8PathBuf,
}

/// What is installed.
#[derive(Debug, Default)]
pub struct Installed {
    /// The calls of modules that are not local, in the order of their addresses.
    pub packages: Vec<Package>,
    /// How many calls of local modules there are.
    pub local: usize,
    /// What does not fit together.
    pub report: Report,
}

/// A call of a module that is not local.
#[derive(Debug, Clone)]
pub struct Package {
    /// The address of the call: `module.db`, `module.db.module.key`.
    pub address: String,
    /// The source as Terraform wrote it, without the directory inside it.
    pub source: String,
    /// The same, read.
    pub parsed: ModuleSource,
    /// The version, for one from a registry.
    pub version: Option<String>,
    /// The folder that the package lies in.
    pub folder: Utf8PathBuf,
    /// The folder in it that Terraform reads, relative to where it is run, as the manifest has it.
    pub reads: Utf8PathBuf,
    /// What a registry of ours would have it read.
    pub should_read: Utf8PathBuf,
    /// Where it is called: in the user's own files.
    pub label: Option<(SourceId, Span)>,
}

/// A module whose calls are still to be looked at.
struct Open {
    key: String,
    /// Relative to where Terraform is run.
    dir: Utf8PathBuf,
    /// The folder of the package that it is part of, and where that is called.
    package: Option<Utf8PathBuf>,
    label: Option<(SourceId, Span)>,
}

impl Package {
    /// Whether Terraform can only read the folder that the source names: a registry of others may
    /// name a further one in where it sends to, and so may a pattern.
    pub(super) fn is_exact(&self) -> bool {
        let subdir = self.parsed.subdir().unwrap_or_default();
        matches!(self.parsed, ModuleSource::Git(_)) && !subdir.contains(['*', '?', '['])
    }

    /// Names it with its version.
    #[must_use]
    pub fn shown(&self) -> String {
        match &self.version {
            Some(version) => format!("{} {version}", self.source),
            None => self.source.clone(),
        }
    }

    /// A finding at the place of the call.
    pub(super) fn at(&self, finding: Finding) -> Finding {
        at(self.label, finding)
    }
}

fn at(label: Option<(SourceId, Span)>, finding: Finding) -> Finding {
    match label {
        Some((source, span)) => finding.at(source, span, ""),
        None => finding,
    }
}

/// Reads what is installed for a root module.
///
/// # Errors
/// When the folder holds no configuration, or Terraform has installed nothing.
pub fn installed(root: &Root) -> Result<Installed> {
    if !root.dir.is_dir() {
        return Err(Error::not_found(format!("there is no folder {}", root.dir)));
    }
    let configuration = Module::read_own_dir(&root.dir)?;
    if configuration.files.is_empty() && configuration.findings.is_empty() {
        return Err(Error::not_found(format!("there is no configuration in {}", root.dir))
            .hint("name the folder of a root module"));
    }
    let path = root.dir.join(&root.data).join(MANIFEST);
    let manifest = match read_file(&path, MAX_MANIFEST_BYTES) {
        Ok(text) => serde_json::from_slice(&text)
            .map_err(|e| Error::refused(format!("{path} cannot be read: {e}")).hint(MOVED))?,
        Err(_) if configuration.calls.is_empty() => Manifest::default(),
        Err(error) if error.kind == ErrorKind::NotFound => {
            return Err(Error::not_found(format!("no modules are installed in {}", root.dir))
                .hint("run `terraform init` or `terraform get` there first"));
        }
        Err(error) => return Err(error),
    };
    let mut walk = Walk {
        root,
        manifest: &manifest,
        sources: BTreeMap::new(),
        found: Installed::default(),
        open: VecDeque::from([Open {
            key: String::new(),
            dir: Utf8PathBuf::new(),
            package: None,
            label: None,
        }]),
    };
    while let Some(open) = walk.open.pop_front() {
        walk.look_at(&open)?;
    }
    walk.found.packages.sort_by(|a, b| a.address.cmp(&b.address));
    Ok(walk.found)
}

const INIT: &str = "run `terraform init` again";

const MOVED: &str =
    "somebody changed it: remove .terraform/modules, and run `terraform init` again";

struct Walk<'w> {
    root: &'w Root,
    manifest: &'w Manifest,
    /// The user's files that findings point into.
    sources: BTreeMap<Utf8PathBuf, SourceId>,
    found: Installed,
    open: VecDeque<Open>,
}

impl Walk<'_> {
    fn look_at(&mut self, open: &Open) -> Result<()> {
        let dir = self.root.dir.join(&open.dir);
        let read = match open.package {
            None => Module::read_own_dir(&dir),
            Some(_) => Module::read_dir(&dir),
        };
        let module = match read {
            Ok(module) => module,
            Err(_) if is_gone(&dir) => {
                let finding = not_there(&address(&open.key), &dir);
                self.found.report.findings.push(at(open.label, finding));
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        self.tell_unread(open, &module);
        for call in module.calls.values() {
            let label = match &open.package {
                None => Some(self.label(&module, call)),
                Some(_) => open.label,
            };
            self.call(open, call, label);
        }
        Ok(())
    }

    /// Tells of files that Terraform reads and that were not, or not to their end: what they call is
    /// not known.
    fn tell_unread(&mut self, open: &Open, module: &Module) {
        let mut told = BTreeSet::new();
        for finding in &module.findings {
            let [place, ..] = &finding.labels[..] else { continue };
            let path = &module.sources.get(place.source).path;
            if !HIDING.contains(&&*finding.rule) || !told.insert(path) {
                continue;
            }
            let message = format!("{} hides configuration: {}", shown(path), finding.message);
            let label = match &open.package {
                None => Some((self.source(module, place.source), place.span)),
                Some(_) => open.label,
            };
            let why = "Terraform may find calls there that are neither locked nor approved";
            let unread = Finding::error("configuration-unread", message).help(why);
            self.found.report.findings.push(at(label, unread));
        }
    }

    fn call(&mut self, open: &Open, call: &ModuleCall, label: Option<(SourceId, Span)>) {
        let key = match open.key.as_str() {
            "" => call.name.clone(),
            above => format!("{above}.{}", call.name),
        };
        let mut tell = |finding: Finding| self.found.report.findings.push(at(label, finding));
        let address = address(&key);
        let Some(record) = self.manifest.get(&key) else {
            let message = format!("`{address}` is not installed");
            tell(Finding::error("module-not-installed", message).help(INIT));
            return;
        };
        let Ok(source) = record.source.parse::<ModuleSource>() else {
            let message =
                format!("`{address}` was installed from `{}`, which is no source", record.source);
            tell(Finding::error("module-moved", message).help(INIT));
            return;
        };
        let written = call.source.as_ref().and_then(|source| source.as_ref().ok());
        if written.is_some_and(|written| !is_same(written, &source)) {
            let message = format!(
                "`{address}` was installed from {}, and is called from {}",
                record.source,
                call.source_text().unwrap_or_default()
            );
            tell(Finding::error("module-not-installed", message).help(INIT));
            return;
        }
        let reads = clean(Utf8Path::new(&record.dir));
        let moved = |where_to: &Utf8Path| {
            let message = format!(
                "Terraform is told to read `{address}` in {reads}, and it belongs in {where_to}"
            );
            let why = "somebody changed .terraform/modules/modules.json";
            Finding::error("module-moved", message)
                .help(format!("{why}: remove .terraform/modules, and {INIT}"))
        };
        if let ModuleSource::Local(path) = &source {
            let belongs = clean(&open.dir.join(path));
            let within = open.package.as_ref().is_none_or(|package| is_part_of(&belongs, package));
            if reads != belongs || !within {
                tell(moved(&belongs));
                return;
            }
            if open.package.is_none() && belongs.starts_with("..") {
                let message = format!("`{address}` is {belongs}, which is not part of this folder");
                tell(Finding::warning("outside-root", message).help(
                    "what lies beside a root module is neither locked nor approved: call a release",
                ));
            }
            self.found.local += 1;
            let package = open.package.clone();
            self.open.push_back(Open { key, dir: belongs, package, label });
            return;
        }
        let home = self.root.data.join("modules").join(&key);
        if !is_part_of(&reads, &home) {
            tell(moved(&home));
            return;
        }
        if is_gone(&self.root.dir.join(&home)) {
            tell(not_there(&address, &self.root.dir.join(&home)));
            return;
        }
        self.found.packages.push(package(
            self.root,
            record,
            source,
            &home,
            (address, reads.clone(), label),
        ));
        self.open.push_back(Open { key, dir: reads, package: Some(home), label });
    }

    /// Where a call is, in the report's own texts.
    fn label(&mut self, module: &Module, call: &ModuleCall) -> (SourceId, Span) {
        let place = call.source_argument.as_ref().map_or(call.place, |source| source.value.place);
        (self.source(module, place.source), place.span)
    }

    /// A text of the user's among the report's own.
    fn source(&mut self, module: &Module, id: SourceId) -> SourceId {
        let text = module.sources.get(id);
        let sources = &mut self.found.report.sources;
        let add = || sources.add(shown(&text.path), text.text.clone());
        *self.sources.entry(text.path.clone()).or_insert_with(add)
    }
}

fn package(
    root: &Root,
    record: &Record,
    source: ModuleSource,
    home: &Utf8Path,
    (address, reads, label): (String, Utf8PathBuf, Option<(SourceId, Span)>),
) -> Package {
    let subdir = source.subdir().unwrap_or_default().to_owned();
    let package = match (record.source.split_once('?'), subdir.as_str()) {
        (_, "") => record.source.clone(),
        (None, subdir) => without(&record.source, subdir),
        (Some((path, query)), subdir) => format!("{}?{query}", without(path, subdir)),
    };
    Package {
        address,
        source: package,
        version: record.version.clone(),
        folder: root.dir.join(home),
        should_read: clean(&home.join(subdir)),
        reads,
        label,
        parsed: source,
    }
}

/// A source without the directory at its end.
fn without(path: &str, subdir: &str) -> String {
    path.trim_end_matches('/')
        .strip_suffix(subdir)
        .and_then(|p| p.strip_suffix("//"))
        .unwrap_or(path)
        .to_owned()
}

/// Whether two sources are one, as far as it can be told by how they are written.
fn is_same(written: &ModuleSource, installed: &ModuleSource) -> bool {
    match (written, installed) {
        (ModuleSource::Registry(a), ModuleSource::Registry(b)) => {
            // The public registry's host may be left out.
            let parts = |s: &RegistrySource| {
                [&s.namespace, &s.name, &s.provider].map(|part| part.to_lowercase())
            };
            a.host() == b.host() && parts(a) == parts(b) && a.subdir == b.subdir
        }
        (ModuleSource::Local(a), ModuleSource::Local(b)) => {
            clean(Utf8Path::new(a)) == clean(Utf8Path::new(b))
        }
        // Terraform writes a host's short forms out.
        (ModuleSource::Registry(_) | ModuleSource::Local(_), _)
        | (_, ModuleSource::Registry(_) | ModuleSource::Local(_)) => false,
        _ => true,
    }
}

/// Whether a folder is one of a package's. What git keeps of a clone is not, and nobody looks at it.
fn is_part_of(dir: &Utf8Path, package: &Utf8Path) -> bool {
    let is_git = |part: Utf8Component<'_>| part.as_str().eq_ignore_ascii_case(".git");
    dir.strip_prefix(package).is_ok_and(|inner| !inner.components().any(is_git))
}

fn not_there(address: &str, dir: &Utf8Path) -> Finding {
    let message = format!("`{address}` should be in {dir}, which is not there");
    Finding::error("module-not-installed", message).help(INIT)
}

fn is_gone(dir: &Utf8Path) -> bool {
    std::fs::symlink_metadata(dir).is_err_and(|e| e.kind() == io::ErrorKind::NotFound)
}

/// A path without needless steps.
fn clean(path: &Utf8Path) -> Utf8PathBuf {
    let mut clean = Utf8PathBuf::new();
    for part in path.components() {
        match part {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir if clean.file_name().is_some() => drop(clean.pop()),
            part => clean.push(part),
        }
    }
    clean
}

/// A path as it is shown: `./main.tf` is `main.tf`.
#[must_use]
pub fn shown(path: &Utf8Path) -> &Utf8Path {
    path.strip_prefix(".").unwrap_or(path)
}

/// `db.key` as `module.db.module.key`.
fn address(key: &str) -> String {
    key.split('.').map(|name| format!("module.{name}")).collect::<Vec<_>>().join(".")
}
