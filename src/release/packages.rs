//! The files of two versions of a module compared by their bytes, and which of them matter.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::Package;
use super::lint::Spot;
use super::pair::Pair;
use crate::hcl;
use crate::terraform::{self, Place};

/// Files that every release changes, and that are read elsewhere.
const OF_RELEASES: [&str; 2] = ["CHANGELOG.md", "module.yaml"];

/// Files that are not the same in both versions.
#[derive(Debug, Default)]
pub struct ChangedFiles {
    /// Those that a module names, such as templates.
    pub read: Vec<Utf8PathBuf>,
    /// Those that callers do not use, with what they are: `examples`, `documentation`.
    pub other: Vec<(&'static str, Utf8PathBuf)>,
}

/// Whether the pair is that of the whole package.
#[must_use]
pub fn is_root(pair: &Pair<'_>) -> bool {
    pair.old.dir.as_str().is_empty()
}

/// The first place in a directory's configuration.
#[must_use]
pub fn spot(package: &Package, dir: &Utf8Path) -> Option<Spot> {
    let module = package.modules.get(dir)?;
    let place = Place::new(module.files.first()?.source, crate::diag::Span::default());
    Some(Spot { dir: dir.to_owned(), place })
}

/// The files that are not the same in both versions of a package.
#[must_use]
pub fn changed_files(pair: &Pair<'_>) -> ChangedFiles {
    let (old, new) = (pair.old.package, pair.new.package);
    let paths: BTreeSet<&Utf8PathBuf> =
        old.tree.files.keys().chain(new.tree.files.keys()).collect();
    let mut changed = ChangedFiles::default();
    for path in paths {
        let of = |package: &'_ Package| package.tree.files.get(path).cloned();
        let (before, now) = (of(old), of(new));
        if before == now || OF_RELEASES.contains(&path.as_str()) {
            continue;
        }
        let Some(what) = kind(path) else {
            if is_read(old, path) || is_read(new, path) {
                changed.read.push(path.clone());
            } else {
                changed.other.push(("files", path.clone()));
            }
            continue;
        };
        // What else a configuration says is for the other lints to find.
        let same = || {
            let text = |bytes: &Option<std::sync::Arc<[u8]>>| {
                let text = std::str::from_utf8(bytes.as_deref()?).ok()?;
                Some(hcl::format(&text.replace("\r\n", "\n")))
            };
            text(&before).is_some() && text(&before) == text(&now)
        };
        if what != "layout" || same() {
            changed.other.push((what, path.clone()));
        }
    }
    changed
}

/// What a file is by its path; `None` for what a module may read.
fn kind(path: &Utf8Path) -> Option<&'static str> {
    let first = path.components().next().map_or("", |part| part.as_str());
    let name = path.file_name().unwrap_or_default();
    match first {
        "examples" | "wrappers" => return Some("examples"),
        "tests" | "test" => return Some("tests"),
        _ => {}
    }
    if name.contains(".tftest.") {
        Some("tests")
    } else if terraform::is_configuration(path) {
        Some("layout")
    } else if name.ends_with(".md") || name.starts_with("LICENSE") || first == "docs" {
        Some("documentation")
    } else {
        None
    }
}

/// Whether a module names the file, or the folder that it lies in.
fn is_read(package: &Package, path: &Utf8Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    let folder = path.parent().and_then(Utf8Path::file_name);
    let folder = folder.map(|folder| format!("/{folder}"));
    package.modules.values().any(|module| {
        module.files.iter().any(|file| {
            let text = &module.sources.get(file.source).text;
            text.contains(name) || folder.as_ref().is_some_and(|folder| text.contains(folder))
        })
    })
}
