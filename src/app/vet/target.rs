//! Which modules are meant, and what surrounds them.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::VetRequest;
use crate::catalog::{Catalog, Files};
use crate::diag::{Finding, SourceMap, nearest};
use crate::error::{Error, Report, Result};
use crate::release::Tree;
use crate::store;

/// A module to vet.
#[derive(Debug)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// Its folder; none for a module of the catalog that is part of the program.
    pub folder: Option<Utf8PathBuf>,
    /// Its files.
    pub tree: Tree,
    /// What its catalog finds in it.
    pub of_catalog: Report,
}

/// The modules that are meant.
#[derive(Debug)]
pub struct Targets {
    /// The modules.
    pub targets: Vec<Target>,
    /// How many problems their catalogs have that are in no module of them.
    pub problems_elsewhere: usize,
}

/// Finds the modules that a request means.
///
/// # Errors
/// When one of them is not there, or cannot be read.
pub fn targets(request: &VetRequest, files: &dyn Fn() -> Result<Files>) -> Result<Targets> {
    if request.modules.is_empty() && !request.all {
        return Err(Error::usage("no module is named")
            .hint("name modules of the catalog or their folders, or say --all"));
    }
    let mut catalog: Option<Around> = None;
    let mut targets = Vec::new();
    let mut elsewhere = 0;
    let (folders, mut names): (Vec<_>, Vec<_>) =
        request.modules.iter().cloned().partition(|operand| is_folder(operand));
    if request.all || !names.is_empty() {
        let around = catalog.insert(Around::read(files()?, request.catalog.clone())?);
        if request.all {
            names = around.names.iter().cloned().collect();
        }
        for name in &names {
            targets.push(around.module(name)?);
        }
        elsewhere += around.elsewhere();
    }
    for folder in folders {
        let folder = Utf8Path::new(&folder);
        let tree = store::read_folder(folder)?;
        let real = folder.canonicalize_utf8().map_err(|e| Error::io("cannot find it", e))?;
        let name = real.file_name().unwrap_or("module").to_owned();
        let of_catalog = match root_of(&real) {
            Some(root) => {
                let around = Around::read(Files::folder(&root)?, Some(root.clone()))?;
                elsewhere += around.elsewhere();
                around.of(&name, folder)
            }
            None => Report::default(),
        };
        targets.push(Target { name, folder: Some(folder.to_owned()), tree, of_catalog });
    }
    Ok(Targets { targets, problems_elsewhere: elsewhere })
}

/// Whether an operand is a folder and not the name of a module.
fn is_folder(operand: &str) -> bool {
    operand.contains(['/', '\\']) || operand.starts_with('.')
}

/// The catalog that a module's folder lies in, `CATALOG/modules/NAME`, by its real path.
#[must_use]
pub fn root_of(real: &Utf8Path) -> Option<Utf8PathBuf> {
    let modules = real.parent().filter(|parent| parent.file_name() == Some("modules"))?;
    let root = modules.parent()?;
    root.join("catalog.yaml").is_file().then(|| root.to_owned())
}

/// A catalog, as far as it can be read.
struct Around {
    files: Files,
    /// Its folder, when it is in one.
    dir: Option<Utf8PathBuf>,
    names: BTreeSet<String>,
    /// What is wrong with it; when it could not be read, then without what needs HCL.
    report: Report,
    broken: bool,
}

impl Around {
    fn read(files: Files, dir: Option<Utf8PathBuf>) -> Result<Self> {
        let inside = files.under(Utf8Path::new("modules")).iter();
        let names = inside.filter(|path| path.components().count() > 2);
        let names = names.filter_map(|path| Some(path.components().nth(1)?.as_str().to_owned()));
        let names = names.collect();
        let (report, broken) = match Catalog::load(files.clone()) {
            Ok(catalog) => {
                let mut report = catalog.check();
                let warnings = &catalog.warnings;
                // Both begin with the texts of the catalog's own files, in one order.
                report.findings.extend(warnings.findings.iter().cloned());
                (report, false)
            }
            Err(Error { report: Some(report), .. }) => (*report, true),
            Err(error) => return Err(error),
        };
        Ok(Self { files, dir, names, report, broken })
    }

    fn module(&self, name: &str) -> Result<Target> {
        if !self.names.contains(name) {
            let error = Error::not_found(format!("the catalog has no module `{name}`"));
            let known = self.names.iter().map(String::as_str);
            return Err(match nearest(name, known) {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error.hint("name a module of the catalog, or a folder as `./NAME`"),
            });
        }
        let folder = Utf8Path::new("modules").join(name);
        let on_disk = self.dir.as_ref().map(|dir| dir.join(&folder));
        let tree = match &on_disk {
            Some(dir) => store::read_folder(dir)?,
            None => self.tree(&folder)?,
        };
        let of_catalog = self.of(name, &tree.shown);
        Ok(Target { name: name.to_owned(), folder: on_disk, tree, of_catalog })
    }

    /// The files of a module of the catalog that is part of the program.
    fn tree(&self, folder: &Utf8Path) -> Result<Tree> {
        let mut tree = Tree { shown: self.files.shown(folder), ..Tree::default() };
        for path in self.files.under(folder) {
            let inner = path.strip_prefix(folder).unwrap_or(path);
            match self.files.read(path) {
                Ok(bytes) => tree.files.insert(inner.to_owned(), bytes.as_ref().into()),
                Err(reason) => return Err(Error::io(format!("{path} {reason}"), reason)),
            };
        }
        Ok(tree)
    }

    /// What is wrong with a module that is shown at `shown`.
    fn of(&self, name: &str, shown: &Utf8Path) -> Report {
        let folder = self.files.shown(&Utf8Path::new("modules").join(name));
        let ours = |finding: &&Finding| self.folder_of(finding).is_some_and(|p| p == folder);
        let findings = self.report.findings.iter().filter(ours).cloned().collect();
        let mut sources = SourceMap::default();
        for (_, source) in self.report.sources.iter() {
            let path = match source.path.strip_prefix(&folder) {
                Ok(inner) => shown.join(inner),
                Err(_) => source.path.clone(),
            };
            sources.add(path, source.text.clone());
        }
        Report { sources, findings }
    }

    /// The folder of the module that a finding is in.
    fn folder_of(&self, finding: &Finding) -> Option<Utf8PathBuf> {
        let path = &self.report.sources.get(finding.labels.first()?.source).path;
        let modules = self.files.shown(Utf8Path::new("modules"));
        let name = path.strip_prefix(&modules).ok()?.components().next()?;
        Some(modules.join(name.as_str()))
    }

    /// How many problems keep the catalog from being read and are in no module.
    fn elsewhere(&self) -> usize {
        let count = || self.report.findings.iter().filter(|f| self.folder_of(f).is_none()).count();
        if self.broken { count() } else { 0 }
    }
}
