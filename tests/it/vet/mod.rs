//! Modules vetted, by the built `pave`.

mod bounds;
mod cases;
mod module_docs;
mod releases;
mod reports;
mod scanners;

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::pave::Sandbox;

/// The module in which every rule finds nothing.
fn base() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vet/base")
}

/// Puts the module in which every rule finds nothing into a sandbox.
pub(crate) fn put_base(sandbox: &Sandbox, folder: &str) {
    for entry in walkdir::WalkDir::new(base()).into_iter().map(Result::unwrap) {
        if !entry.file_type().is_file() {
            continue;
        }
        let inner = entry.path().strip_prefix(base()).unwrap();
        let to = sandbox.path(folder).join(inner);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(entry.path(), to).unwrap();
    }
}

/// The rules of what is found and not let pass, sorted, each once.
fn found(record: &serde_json::Value) -> Vec<String> {
    let modules = record["modules"].as_array().unwrap_or_else(|| panic!("{record}"));
    let findings = modules.iter().flat_map(|module| module["findings"].as_array().unwrap());
    let open = findings.filter(|finding| finding.get("waived").is_none());
    let mut rules: Vec<_> = open.map(|f| f["rule"].as_str().unwrap().to_owned()).collect();
    rules.sort();
    rules.dedup();
    rules
}
