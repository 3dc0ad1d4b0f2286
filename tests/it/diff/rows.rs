//! The table of what is a break, a row a folder of `tests/semver/`: two versions of a module, and
//! in `row.yaml` what the judge has to say of them and what Terraform does to an unchanged caller.
//!
//! A folder is called after the lint that it is about, with `--` and a word where a lint has
//! several.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pavestone::release::lints;
use serde::Deserialize;

use crate::support::pave::Sandbox;

/// A row of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    /// The row in the words of the table.
    pub(super) row: String,
    /// The gravest class of what is found.
    class: String,
    /// Every lint that finds something, sorted.
    finds: Vec<String>,
    /// What Terraform does to the caller that `--prove` builds for the lint of the folder's name:
    /// `refuses`, `changes` in silence what the module sees or gives, `destroys`, `agrees` when
    /// there is nothing to be proven, or `unasked` where no Terraform here can show it.
    pub(super) terraform: String,
    /// Words of the message with which it refuses.
    #[serde(default)]
    pub(super) says: Option<String>,
    /// Further words for `pave diff`.
    #[serde(default)]
    pub(super) words: Vec<String>,
}

pub(super) fn rows() -> BTreeMap<String, (PathBuf, Row)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/semver");
    let folders = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let row = |folder: PathBuf| {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(folder.join("row.yaml")).unwrap();
        let row = serde_saphyr::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        (name, (folder, row))
    };
    folders.map(row).collect()
}

/// The lint that a row is about.
pub(super) fn lint_of(row: &str) -> &str {
    row.split_once("--").map_or(row, |(lint, _)| lint)
}

#[test]
fn every_row_gets_its_verdict() {
    let sandbox = Sandbox::new();
    let mut wrong = Vec::new();
    for (name, (folder, row)) in rows() {
        let [old, new] = ["old", "new"].map(|side| folder.join(side).display().to_string());
        let mut words = vec!["diff", &old, &new, "--json"];
        words.extend(row.words.iter().map(String::as_str));
        let found = sandbox.pave(&words).json();
        let changes = found["changes"].as_array().unwrap_or_else(|| panic!("{name}: {found}"));
        let finds: BTreeSet<_> = changes.iter().map(|c| c["lint"].as_str().unwrap()).collect();
        let finds: Vec<_> = finds.into_iter().collect();
        let class = changes.first().map_or("patch", |c| c["class"].as_str().unwrap());
        if finds != row.finds || class != row.class {
            wrong.push(format!("{name} ({}): {class} {finds:?}", row.row));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_lint_has_a_row_and_every_row_a_lint() {
    let rows = rows();
    let with_rows: BTreeSet<&str> = rows.keys().map(|name| lint_of(name)).collect();
    let lints: BTreeSet<&str> = lints::all().map(|lint| lint.id).collect();
    assert_eq!(with_rows, lints);
    assert_eq!(lints.len(), lints::all().count(), "a lint is listed twice");
    for (name, (_, row)) in &rows {
        let lint = lints::named(lint_of(name)).unwrap();
        assert!(row.finds.contains(&lint.id.to_owned()), "{name} does not find its lint");
        assert_eq!(row.says.is_some(), row.terraform == "refuses", "{name}: what is said");
        let provable = ["refuses", "changes", "destroys"].contains(&row.terraform.as_str());
        assert!(!provable || lint.witness.is_some(), "{name}: the lint has no witness");
    }
}
