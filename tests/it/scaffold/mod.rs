//! `pave module new` and `pave catalog new`: what is made is whole, in order, and content with real
//! Terraform; what cannot be made is refused and leaves nothing behind.

mod every_type;
mod existing;
mod judged;
mod new_catalog;
mod refused;
mod wizards;

use std::collections::BTreeSet;

use crate::support::pave::{Ran, Sandbox};

/// A sandbox with an empty catalog for AWS in `acme`, whose capabilities are those of ours.
fn catalog() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.pave(&["catalog", "new", "acme", "--yes"]).ok();
    sandbox
}

/// Makes a module in the catalog `acme`.
fn new_module(sandbox: &Sandbox, name: &str, words: &[&str]) -> Ran {
    let mut all = vec!["--catalog", "acme", "module", "new", name, "--owner", "team-x", "--yes"];
    all.extend(words);
    sandbox.pave(&all)
}

/// The rules that have an error to tell of a module of the catalog `acme`; their warnings are only
/// of what a person has to decide.
fn errors(sandbox: &Sandbox, name: &str) -> Vec<String> {
    let words = ["--catalog", "acme", "vet", "--no-tests", name, "--json"];
    let told = sandbox.pave(&words).json();
    let findings = told["modules"][0]["findings"].as_array().unwrap();
    let mut errors = BTreeSet::new();
    for finding in findings {
        let rule = finding["rule"].as_str().unwrap();
        let undecided = ["card-incomplete", "inputs-many", "variable-unit"].contains(&rule);
        if !(finding["severity"] == "warning" && undecided) {
            errors.insert(rule.to_owned());
        }
    }
    errors.into_iter().collect()
}

/// Copies a module of the catalog `acme` to the folder `module`, where modules are judged.
fn lift(sandbox: &Sandbox, name: &str) {
    let home = format!("acme/modules/{name}");
    for file in sandbox.files(&home) {
        sandbox.write(format!("module/{file}"), sandbox.read(format!("{home}/{file}")));
    }
}
