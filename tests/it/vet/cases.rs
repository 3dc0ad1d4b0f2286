//! What each rule finds: a case a file of `tests/vet/cases/`, which says how the module in
//! `tests/vet/base/` is changed and what is found in it then.
//!
//! A file is called after the rule that it is about, with `--` and a word where a rule has several.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use pavestone::release::vet::rules;
use serde::Deserialize;

use super::{found, put_base};
use crate::support::pave::Sandbox;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// Every rule that finds something, sorted.
    finds: Vec<String>,
    /// Text to put behind that of a file.
    #[serde(default)]
    append: BTreeMap<String, String>,
    /// Text to put in place of a text of a file.
    #[serde(default)]
    replace: BTreeMap<String, [String; 2]>,
    /// Files to write.
    #[serde(default)]
    write: BTreeMap<String, String>,
    /// Files to write that are no text.
    #[serde(default)]
    bytes: BTreeMap<String, Vec<u8>>,
    /// Files to call otherwise.
    #[serde(default)]
    rename: BTreeMap<String, String>,
    /// Files to remove.
    #[serde(default)]
    remove: Vec<String>,
    /// Links to make, and where they lead.
    #[serde(default)]
    links: BTreeMap<String, String>,
    /// Whether the README is brought up to date before.
    #[serde(default = "yes")]
    docs: bool,
    /// Whether it is compared with the unchanged module.
    #[serde(default)]
    against: bool,
}

fn yes() -> bool {
    true
}

fn cases() -> BTreeMap<String, Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vet/cases");
    let files = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let case = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(path).unwrap();
        let case = serde_saphyr::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        (name, case)
    };
    files.map(case).collect()
}

/// The rule that a case is about.
fn rule_of(case: &str) -> &str {
    case.split_once("--").map_or(case, |(rule, _)| rule)
}

fn prepare(sandbox: &Sandbox, name: &str, case: &Case) {
    put_base(sandbox, "module");
    let path = |file: &str| sandbox.path("module").join(file);
    let text = |file: &str| fs::read_to_string(path(file)).unwrap();
    for (file, [old, new]) in &case.replace {
        assert!(text(file).contains(old), "{name}: {file} has no {old:?}");
        fs::write(path(file), text(file).replacen(old, new, 1)).unwrap();
    }
    for (file, more) in &case.append {
        fs::write(path(file), format!("{}\n{more}", text(file))).unwrap();
    }
    for file in &case.remove {
        fs::remove_file(path(file)).unwrap();
    }
    for (file, text) in &case.write {
        fs::create_dir_all(path(file).parent().unwrap()).unwrap();
        fs::write(path(file), text).unwrap();
    }
    for (file, bytes) in &case.bytes {
        fs::write(path(file), bytes).unwrap();
    }
    if case.docs && path("README.md").is_file() {
        sandbox.pave(&["module", "docs", "./module"]).ok();
    }
    for (from, to) in &case.rename {
        fs::rename(path(from), path(to)).unwrap();
    }
    #[cfg(unix)]
    for (file, target) in &case.links {
        std::os::unix::fs::symlink(target, path(file)).unwrap();
    }
}

#[test]
fn every_case_finds_what_it_says() {
    let mut wrong = Vec::new();
    for (name, case) in cases() {
        let sandbox = Sandbox::new();
        prepare(&sandbox, &name, &case);
        let mut words = vec!["vet", "--no-tests", "./module", "--json"];
        if case.against {
            put_base(&sandbox, "old");
            sandbox.pave(&["module", "docs", "./old"]).ok();
            words.extend(["--against", "old"]);
        }
        let found = found(&sandbox.pave(&words).json());
        if found != case.finds {
            wrong.push(format!("{name}: {found:?}, not {:?}", case.finds));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_case_in_which_it_finds_something() {
    let cases = cases();
    let with_cases: BTreeSet<&str> = cases
        .iter()
        .filter(|(name, case)| case.finds.iter().any(|rule| rule == rule_of(name)))
        .map(|(name, _)| rule_of(name))
        .collect();
    let rules: BTreeSet<&str> = rules::all().map(|rule| rule.id).collect();
    assert_eq!(with_cases, rules);
    assert_eq!(rules.len(), rules::all().count(), "a rule is listed twice");
    for name in cases.keys() {
        assert!(rules::named(rule_of(name)).is_some(), "{name} is about no rule");
    }
}

#[test]
fn the_files_of_rules_are_called_after_them() {
    for rule in rules::all() {
        let group = format!("{:?}", rule.group).to_lowercase();
        let file = format!("src/release/vet/rules/{group}/{}.rs", rule.id.replace('-', "_"));
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file).is_file(), "no {file}");
    }
}

#[test]
fn the_module_that_cases_start_from_is_fit() {
    let sandbox = Sandbox::new();
    put_base(&sandbox, "module");
    sandbox.pave(&["module", "docs", "./module"]).ok();
    let ran = sandbox.pave(&["vet", "--no-tests", "./module", "--strict"]).ok();
    assert_eq!(
        (ran.stdout.as_str(), ran.stderr.as_str()),
        ("module  version  findings  compared with\nmodule  1.0.0    fit       no release\n", "")
    );
}

#[test]
fn every_module_of_the_embedded_catalog_is_fit() {
    let ran = Sandbox::new().pave(&["vet", "--no-tests", "--all", "--strict"]).ok();
    assert_eq!(ran.stderr, "");
    assert_eq!(ran.stdout.lines().filter(|line| line.ends_with("  fit       -")).count(), 12);
}
