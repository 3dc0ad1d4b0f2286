//! The directory that Terraform works in: a view of the user's tree that nothing is written through.
//!
//! Directories that Terraform may write to are made anew and everything in them is a link to the
//! original, so modules find the files beside them wherever their paths lead, and a large repository
//! costs nothing. What earlier runs left behind, state and lock files, is not shown.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

use super::tree::{Content, Tree};
use crate::error::{Error, Result};
use crate::offline::files;
use crate::terraform::manifest::{Manifest, Record};

/// What Terraform keeps in a directory it works in.
const LEFTOVERS: &[&str] = &[
    ".terraform",
    ".terraform.lock.hcl",
    ".terraform.tfstate.lock.info",
    "crash.log",
    "errored.tfstate",
    STATE,
    "terraform.tfstate.backup",
    "terraform.tfstate.d",
];

/// Where state is.
const STATE: &str = "terraform.tfstate";

/// The last of the override files, by its name.
const OVERRIDE: &str = "zzzz_offline_override.tf";

/// A scratch directory, which is removed with this value.
#[derive(Debug)]
pub(super) struct Scratch {
    dir: TempDir,
    /// Where in it the root module is.
    root: Utf8PathBuf,
    /// The directory of the user's that it shows.
    shown: Utf8PathBuf,
    /// Where in it that is shown.
    view: Utf8PathBuf,
}

impl Scratch {
    /// Makes a view of everything that the tree's modules may read.
    ///
    /// # Errors
    /// When a directory cannot be read or the scratch directory cannot be written.
    pub(super) fn make(tree: &Tree) -> Result<Self> {
        let dir = files::private_dir("pave-offline-", None);
        let dir = dir.map_err(|e| Error::io("cannot make a scratch directory", e))?;
        let base = Utf8Path::from_path(dir.path()).ok_or_else(|| {
            Error::usage("the path of the directory for temporary files is not UTF-8")
        })?;
        let base = base
            .canonicalize_utf8()
            .map_err(|e| Error::io("cannot make a scratch directory", e))?;
        let shown = shown(&tree.local);
        let view = base.join("view");
        let root = view.join(tree.root.strip_prefix(&shown).unwrap_or(Utf8Path::new("")));
        let scratch = Self { dir, root, shown, view };
        for original in made_anew(&tree.local, &scratch.shown) {
            scratch.show(&original, &tree.local)?;
        }
        scratch.install(tree)?;
        Ok(scratch)
    }

    /// The root module's directory in the view.
    #[must_use]
    pub(super) fn root(&self) -> &Utf8Path {
        &self.root
    }

    /// A place beside the view for files of the run's own.
    #[must_use]
    pub(super) fn beside(&self, name: &str) -> Utf8PathBuf {
        self.view.with_file_name(name)
    }

    /// Has state kept in the scratch directory, whatever the configuration says; `state` is what
    /// there is of it before the run.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub(super) fn keep_state_here(&self, state: Option<&str>) -> Result<()> {
        files::write(&self.root.join(OVERRIDE), b"terraform {\n  backend \"local\" {}\n}\n")?;
        state.map_or(Ok(()), |state| files::write(&self.root.join(STATE), state.as_bytes()))
    }

    /// The state that a run has left; `None` when it left none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn state(&self) -> Result<Option<String>> {
        let file = self.root.join(STATE);
        if !file.exists() {
            return Ok(None);
        }
        let state = String::from_utf8(files::read(&file)?);
        state.map(Some).map_err(|e| Error::io(format!("cannot read {STATE}"), e))
    }

    /// The user's own file that a path printed by Terraform stands for; `None` for one of a module
    /// that was put there for the run.
    #[must_use]
    pub(super) fn original(&self, printed: &str) -> Option<Utf8PathBuf> {
        let path = super::tree::normal(&self.root.join(printed));
        if path.starts_with(self.root.join(".terraform")) || path.file_name() == Some(OVERRIDE) {
            return None;
        }
        Some(self.shown.join(path.strip_prefix(&self.view).ok()?))
    }

    /// Removes the scratch directory now, and says so when that fails.
    ///
    /// # Errors
    /// When something in it cannot be removed.
    pub(super) fn remove(self) -> Result<()> {
        let path = self.dir.path().display().to_string();
        self.dir.close().map_err(|e| Error::io(format!("cannot remove {path}"), e))
    }

    /// Makes one directory anew, with links to what is in the original.
    fn show(&self, original: &Utf8Path, modules: &BTreeSet<Utf8PathBuf>) -> Result<()> {
        let failed = |e: std::io::Error| Error::io(format!("cannot show {original}"), e);
        let below = original.strip_prefix(&self.shown).unwrap_or(Utf8Path::new(""));
        let view = self.view.join(below);
        std::fs::create_dir_all(&view).map_err(failed)?;
        let is_module = modules.contains(original);
        for entry in original.read_dir_utf8().map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let (path, name) = (entry.path(), entry.file_name());
            let leftover = is_module && LEFTOVERS.contains(&name);
            let made_anew = modules.iter().any(|module| module.starts_with(path));
            if leftover || made_anew || name == ".git" {
                continue;
            }
            link(path, &view.join(name)).map_err(failed)?;
        }
        Ok(())
    }

    /// Puts modules where `terraform init` would have put them, so that it looks for none.
    fn install(&self, tree: &Tree) -> Result<()> {
        let root = Record {
            key: String::new(),
            source: String::new(),
            version: None,
            dir: ".".to_owned(),
        };
        let mut manifest = Manifest { modules: vec![root] };
        manifest.modules.extend(tree.records.iter().cloned());
        for package in &tree.packages {
            let at = self.root.join(package.home());
            match &package.content {
                Content::Files(content) => {
                    for (path, bytes) in content {
                        files::write(&inside(&at, path)?, bytes)?;
                    }
                }
                Content::Installed(original) => copy(original, &at)?,
            }
            manifest.modules.push(package.record());
        }
        let manifest = serde_json::to_vec(&manifest).expect("a manifest is plain data");
        files::write(&self.root.join(".terraform/modules/modules.json"), &manifest)
    }
}

/// The directory that is shown: the repository, or else two steps above all the modules.
fn shown(modules: &BTreeSet<Utf8PathBuf>) -> Utf8PathBuf {
    let mut common = modules.first().cloned().unwrap_or_default();
    while !modules.iter().all(|module| module.starts_with(&common)) {
        common.pop();
    }
    let repository = common.ancestors().find(|dir| dir.join(".git").exists());
    let above = common.ancestors().take(3).filter(|dir| dir.parent().is_some()).last();
    repository.or(above).unwrap_or(&common).to_owned()
}

/// The modules' directories and all that lead to them, parents first.
fn made_anew(modules: &BTreeSet<Utf8PathBuf>, shown: &Utf8Path) -> BTreeSet<Utf8PathBuf> {
    let up = |module: &Utf8PathBuf| {
        let dirs = module.ancestors().map(Utf8Path::to_owned);
        dirs.take_while(|dir| dir.starts_with(shown)).collect::<Vec<_>>()
    };
    modules.iter().flat_map(up).collect()
}

/// A path within a package, which may not lead out of it.
fn inside(package: &Utf8Path, path: &Utf8Path) -> Result<Utf8PathBuf> {
    let plain = |part| matches!(part, camino::Utf8Component::Normal(_));
    if path.as_str().is_empty() || !path.components().all(plain) {
        return Err(Error::usage(format!("`{path}` leads out of its module")));
    }
    Ok(package.join(path))
}

/// Copies a directory without what Terraform and git keep in it; links are not followed out of it.
fn copy(from: &Utf8Path, to: &Utf8Path) -> Result<()> {
    let skipped = |name: &std::ffi::OsStr| name == ".git" || name == ".terraform";
    let entries = walkdir::WalkDir::new(from).into_iter();
    for entry in entries.filter_entry(|e| e.depth() == 0 || !skipped(e.file_name())) {
        let entry = entry.map_err(|e| Error::io(format!("cannot read {from}"), e))?;
        let Some(path) = Utf8Path::from_path(entry.path()) else { continue };
        if entry.file_type().is_file() {
            let below = path.strip_prefix(from).expect("the walk begins there");
            files::write(&to.join(below), &files::read(path)?)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(original: &Utf8Path, link: &Utf8Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(original, link)
}

#[cfg(not(unix))]
fn link(original: &Utf8Path, link: &Utf8Path) -> std::io::Result<()> {
    if original.is_file() {
        std::fs::copy(original, link)?;
        return Ok(());
    }
    copy(original, link).map_err(|e| std::io::Error::other(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_package_is_written_outside_of_it() {
        let package = Utf8Path::new("/scratch/.terraform/modules/network");
        assert!(inside(package, Utf8Path::new("modules/subnets/main.tf")).is_ok());
        for path in ["../x.tf", "/etc/x.tf", "a/../../x.tf", ""] {
            assert!(inside(package, Utf8Path::new(path)).is_err(), "{path}");
        }
    }
}
