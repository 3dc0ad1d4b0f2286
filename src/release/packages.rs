//! The files of two versions of a module compared by their bytes, and which of them matter.

use std::collections::{BTreeSet, HashSet};

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
pub(super) struct ChangedFiles {
    /// Those that a module names, such as templates.
    pub(super) read: Vec<Utf8PathBuf>,
    /// Those that callers do not use, with what they are: `examples`, `documentation`.
    pub(super) other: Vec<(&'static str, Utf8PathBuf)>,
}

/// Whether the pair is that of the whole package.
#[must_use]
pub(super) fn is_root(pair: &Pair<'_>) -> bool {
    pair.old.dir.as_str().is_empty()
}

/// The first place in a directory's configuration.
#[must_use]
pub(super) fn spot(package: &Package, dir: &Utf8Path) -> Option<Spot> {
    let module = package.modules.get(dir)?;
    let place = Place::new(module.files.first()?.source, crate::diag::Span::default());
    Some(Spot { dir: dir.to_owned(), place })
}

/// The files that are not the same in both versions of a package.
#[must_use]
pub(super) fn changed_files<'f>(pair: &'f Pair<'_>) -> &'f ChangedFiles {
    pair.facts.files.get_or_init(|| find(pair))
}

fn find(pair: &Pair<'_>) -> ChangedFiles {
    let (old, new) = (pair.old.package, pair.new.package);
    let paths: BTreeSet<&Utf8PathBuf> =
        old.tree.files.keys().chain(new.tree.files.keys()).collect();
    let mut changed = ChangedFiles::default();
    let mut others = Vec::new();
    for path in paths {
        let of = |package: &'_ Package| package.tree.files.get(path).cloned();
        let (before, now) = (of(old), of(new));
        if before == now || OF_RELEASES.contains(&path.as_str()) || in_one_only(pair, path) {
            continue;
        }
        let Some(what) = kind(path) else {
            others.push(path);
            continue;
        };
        // What else a configuration says is for the other lints to find.
        let same = || {
            let text = |bytes: &Option<std::sync::Arc<[u8]>>| {
                let text = std::str::from_utf8(bytes.as_deref()?).ok()?;
                Some(hcl::format(&text.replace("\r\n", "\n")))
            };
            before.as_deref().zip(now.as_deref()).is_some_and(|(a, b)| have_same_words(a, b))
                && text(&before).is_some()
                && text(&before) == text(&now)
        };
        if what != "layout" || same() {
            changed.other.push((what, path.clone()));
        }
    }
    if !others.is_empty() {
        let (before, now) = (Named::of(old, &others), Named::of(new, &others));
        for path in others {
            if before.has(path) || now.has(path) {
                changed.read.push(path.clone());
            } else {
                changed.other.push(("files", path.clone()));
            }
        }
        changed.other.sort_by(|(_, a), (_, b)| a.cmp(b));
    }
    changed
}

/// Whether two texts have the same words: layout changes none, and adds but two.
fn have_same_words(before: &[u8], now: &[u8]) -> bool {
    words(before).eq(words(now))
}

fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let words = text.split(|byte| !byte.is_ascii_alphanumeric());
    // `list` becomes `list(string)` or `list(any)`.
    words.filter(|word| !word.is_empty() && !matches!(*word, b"string" | b"any"))
}

/// Whether a file belongs to a submodule that only one of the versions has.
fn in_one_only(pair: &Pair<'_>, path: &Utf8Path) -> bool {
    let has = |package: &Package, dir: &Utf8Path| package.modules.contains_key(dir);
    path.ancestors().skip(1).any(|dir| {
        !dir.as_str().is_empty() && has(pair.old.package, dir) != has(pair.new.package, dir)
    })
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

/// Which files and folders the configuration of a package names.
struct Named<'p> {
    words: HashSet<&'p str>,
    /// Whether whole folders are read.
    folders: bool,
}

impl<'p> Named<'p> {
    fn of(package: &'p Package, files: &[&Utf8PathBuf]) -> Self {
        let names: HashSet<&str> =
            files.iter().flat_map(|path| path.iter().rev().take(2)).collect();
        // Few words are as long as one of the names, and those alone are looked up.
        let length = |word: &str| word.len().min(255);
        let mut lengths = [false; 256];
        names.iter().for_each(|name| lengths[length(name)] = true);
        let is_name = |word: &&str| lengths[length(word)] && names.contains(word);
        let mut named = Self { words: HashSet::new(), folders: false };
        for module in package.modules.values() {
            for file in &module.files {
                let text = &module.sources.get(file.source).text;
                let apart = |c: char| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-');
                named.words.extend(text.split(apart).filter(is_name));
                named.folders |= text.contains("fileset(");
            }
        }
        named
    }

    /// Whether the file is named, or may be in a folder that is read.
    fn has(&self, path: &Utf8Path) -> bool {
        let folder = path.parent().and_then(Utf8Path::file_name);
        self.words.contains(path.file_name().unwrap_or_default())
            || (self.folders && folder.is_some_and(|folder| self.words.contains(folder)))
    }
}
