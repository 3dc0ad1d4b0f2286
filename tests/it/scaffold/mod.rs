//! `pave module new` and `pave catalog new`: what is made is whole, in order, and content with real
//! Terraform; what cannot be made is refused and leaves nothing behind.

mod every_type;
mod existing;
mod judged;
mod new_catalog;
mod refused;
mod wizards;

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

/// Copies a module of the catalog `acme` to the folder `module`, where modules are judged.
fn lift(sandbox: &Sandbox, name: &str) {
    let home = format!("acme/modules/{name}");
    for file in sandbox.files(&home) {
        sandbox.write(format!("module/{file}"), sandbox.read(format!("{home}/{file}")));
    }
}
