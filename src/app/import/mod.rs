//! `pave import`: a module of others becomes a module of the catalog, decided but not written.
//!
//! Its HCL stays as its makers wrote it, except that what it calls from elsewhere is put into its
//! folder: one release then holds all the code that runs. All that is decided about it stands on
//! its card, as a draft for a person to read over.

mod capabilities;
mod card;
mod clean;
mod nested;
mod source;
mod waivers;

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::folder::{self, Changes};
use super::scaffold::new_module_name;
use super::vet::{VetRequest, Vetted, vet};
use crate::catalog::{Catalog, Files};
use crate::diag::SourceMap;
use crate::error::{Error, Report, Result};
use crate::release::{MAX_BYTES, MAX_FILES, Package, Tree};
use crate::store::upstream::{Upstream, UpstreamPackage};
use crate::terraform::Constraint;

/// The files of a module by their path in it.
type ModuleFiles = BTreeMap<Utf8PathBuf, Arc<[u8]>>;

/// The name of a card's file.
const CARD: &str = "module.yaml";

/// What to import, in words.
#[derive(Debug, Clone, Default)]
pub struct ImportRequest {
    /// A registry address, a git address, a folder or an archive.
    pub source: String,
    /// Which versions are wanted, `~> 5.0`; the newest by default.
    pub version: Option<String>,
    /// What the module is to be called in the catalog.
    pub name: Option<String>,
    /// The team that will answer for it.
    pub owner: Option<String>,
    /// The day, `2027-03-31`.
    pub today: String,
}

/// A module that is ready to be written.
#[derive(Debug)]
pub struct Import {
    /// Its name in the catalog.
    pub name: String,
    /// Its version there.
    pub version: String,
    /// The folder that is written to.
    pub folder: Utf8PathBuf,
    /// Every file, all of them new.
    pub changes: Changes,
    /// Where it came from.
    pub from: Origin,
    /// The packages that it calls, each with its folder in the module.
    pub nested: Vec<(Utf8PathBuf, Origin)>,
    /// The files that differ from those that came.
    pub changed: Vec<Utf8PathBuf>,
    /// The files that came and are not kept, with the reason.
    pub left_out: Vec<(Utf8PathBuf, String)>,
    /// What takes part in the wiring, a line each, and what nearly did.
    pub wiring: Vec<String>,
    /// The rules that the card lets pass for now.
    pub waived: Vec<&'static str>,
    /// What else a person should know.
    pub notes: Vec<String>,
    /// What is left to do before it can be released.
    pub left: Report,
}

/// Where a package came from, and by what it is known again.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Origin {
    /// The source address, as Terraform takes it.
    pub source: String,
    /// The version, of what has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The commit, of what came from git.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// SHA-256 of the archive, of what came as one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive: Option<String>,
    /// The tree hash of all the package's files as they came.
    pub tree: String,
}

impl Origin {
    fn of(package: &UpstreamPackage) -> Self {
        Self {
            source: package.source.clone(),
            version: package.version.as_ref().map(ToString::to_string),
            commit: package.commit.clone(),
            archive: package.archive.clone(),
            tree: package.hash(),
        }
    }
}

/// Gets a module and makes it one of the catalog in the folder `dir`; nothing is written yet.
///
/// # Errors
/// When it cannot be got, when a module of that name is there, when what came is no module or
/// more than one may be, and when the catalog cannot be read.
pub fn import(upstream: &Upstream, dir: &Utf8Path, request: &ImportRequest) -> Result<Import> {
    let catalog = Catalog::load(Files::folder(dir)?)?;
    let asked = source::read(&request.source)?;
    let constraint = match &request.version {
        Some(text) => Some(text.parse::<Constraint>().map_err(|e| {
            Error::usage(format!("`{text}` is no version constraint: {e}")).hint("write `~> 5.0`")
        })?),
        None => None,
    };
    let name = match &request.name {
        Some(name) => name.clone(),
        None => source::name(&request.source, &asked),
    };
    // Before anything is fetched for nothing.
    new_module_name(&catalog, dir, &name)?;
    let package = upstream.get(&asked.wanted, constraint.as_ref(), true)?;
    let local = asked.is_local;
    let mut files = below(&package)?;
    let vendored = nested::vendor(&files, &package, &|source, constraint| {
        upstream.get(source, constraint, local)
    })?;
    files.extend(vendored.files);
    let mut cleaned = clean::clean(&mut files);
    cleaned.changed.extend(vendored.changed);
    let origin = Origin::of(&package);
    let version = card::version(&package);
    let mut left_out: Vec<(Utf8PathBuf, String)> = refused(&package)?;
    left_out.extend(vendored.left_out);
    left_out.extend(cleaned.left_out);
    let folder = dir.join("modules").join(&name);
    let tree = Tree { shown: folder.clone(), files: files.clone(), ..Tree::default() };
    let read = Package::read(tree, None);
    if read.root().files.is_empty() {
        return Err(Error::refused(format!("{} holds no Terraform module", request.source))
            .hint("name the folder of the module in it after `//`"));
    }
    let mapping = capabilities::map(&catalog, read.root(), &[&name, &request.source]);
    let mut draft = card::Draft {
        name: &name,
        version: &version,
        owner: request.owner.as_deref(),
        package: &read,
        catalog: &catalog,
        mapping: &mapping,
        origin: &origin,
        nested: &vendored.nested,
        changed: cleaned.changed.iter().cloned().collect(),
        left_out: left_out.iter().map(|(path, _)| path.clone()).collect(),
        waivers: Vec::new(),
    };
    let whole = whole_catalog(dir)?;
    let first = vetted(&whole, &name, &files, &draft.text(), request)?;
    let waived = waivers::needed(&first.report);
    draft.waivers = waived.clone();
    let text = draft.text();
    let last = vetted(&whole, &name, &files, &text, request)?;
    let mut all: BTreeMap<Utf8PathBuf, Vec<u8>> =
        files.iter().map(|(path, bytes)| (path.clone(), bytes.to_vec())).collect();
    all.insert(CARD.into(), text.into_bytes());
    let changes = folder::new_files(&folder, all)?;
    Ok(Import {
        version,
        changes,
        from: origin,
        nested: vendored.nested,
        changed: cleaned.changed.into_iter().collect(),
        left_out,
        wiring: mapping.told(),
        waived,
        notes: vendored.notes,
        left: shown(last.report, dir),
        name,
        folder,
    })
}

/// The module's own files: those of the folder that was asked for.
fn below(package: &UpstreamPackage) -> Result<ModuleFiles> {
    let inner =
        |path: &Utf8PathBuf| path.strip_prefix(&package.subdir).ok().map(Utf8Path::to_owned);
    let files = package.tree.files.iter();
    let files: ModuleFiles =
        files.filter_map(|(path, bytes)| Some((inner(path)?, Arc::clone(bytes)))).collect();
    if files.is_empty() {
        return Err(Error::not_found(format!("{} has no files in it", package.source)));
    }
    Ok(files)
}

/// What could not be read of the package and is left out; configuration may not be among it.
fn refused(package: &UpstreamPackage) -> Result<Vec<(Utf8PathBuf, String)>> {
    let mut left_out = Vec::new();
    for (path, why) in &package.tree.refused {
        let Ok(inner) = path.strip_prefix(&package.subdir) else { continue };
        no_configuration(inner, why, &package.source)?;
        left_out.push((inner.to_owned(), why.clone()));
    }
    Ok(left_out)
}

/// Refuses to leave out a file that is configuration.
fn no_configuration(path: &Utf8Path, why: &str, of: &str) -> Result<()> {
    if !crate::terraform::is_configuration(path) {
        return Ok(());
    }
    Err(Error::refused(format!("{path} of {of} {why}"))
        .hint("a module without part of its configuration is another module"))
}

/// Every file of the catalog, to be vetted with the new module among them.
fn whole_catalog(dir: &Utf8Path) -> Result<BTreeMap<Utf8PathBuf, Vec<u8>>> {
    let there = Files::folder(dir)?;
    let mut all = BTreeMap::new();
    for path in there.paths() {
        let bytes = there.read(path).map_err(|why| Error::refused(format!("{path} {why}")))?;
        all.insert(path.clone(), bytes.into_owned());
    }
    Ok(all)
}

fn vetted(
    catalog: &BTreeMap<Utf8PathBuf, Vec<u8>>,
    name: &str,
    files: &ModuleFiles,
    card: &str,
    request: &ImportRequest,
) -> Result<Vetted> {
    let home = Utf8Path::new("modules").join(name);
    let mut all = catalog.clone();
    all.extend(files.iter().map(|(path, bytes)| (home.join(path), bytes.to_vec())));
    all.insert(home.join(CARD), card.as_bytes().to_vec());
    let files = Files::memory(all);
    let vet_request = VetRequest {
        modules: vec![name.to_owned()],
        today: request.today.clone(),
        ..VetRequest::default()
    };
    let mut vetted = vet(&vet_request, &|| Ok(files.clone()), None)?;
    Ok(vetted.modules.remove(0))
}

/// The findings that are open, shown where the module will be.
fn shown(report: Report, dir: &Utf8Path) -> Report {
    let mut sources = SourceMap::default();
    for (_, source) in report.sources.iter() {
        let path = source.path.strip_prefix("memory").unwrap_or(&source.path);
        sources.add(dir.join(path), source.text.clone());
    }
    let findings = report.findings.into_iter().filter(|finding| finding.waived.is_none());
    Report { sources, findings: findings.collect() }
}

/// Whether files are within what a module may be.
fn within_limits(files: &ModuleFiles, shown: &str) -> Result<()> {
    let bytes: u64 = files.values().map(|bytes| bytes.len() as u64).sum();
    if files.len() > MAX_FILES || bytes > MAX_BYTES {
        let message = format!("{shown} with all that it calls is more than a module may be");
        return Err(Error::refused(message));
    }
    Ok(())
}

/// Writes what was made, all of it or nothing.
///
/// # Errors
/// When the system refuses; nothing is there then.
pub fn write(import: &Import) -> Result<()> {
    folder::apply(&import.folder, &import.changes)
}
