//! Has the program built again when a file of the embedded catalog comes or goes, and tells the
//! tests which programs are there that some of them need.
//!
//! A test that cannot be made is then ignored, with the reason, and not counted as passed. The
//! library and the binary are the same either way.

use std::env;
use std::path::{Path, PathBuf};

fn main() {
    say("rerun-if-changed=catalog");
    say("rustc-check-cfg=cfg(no_terraform)");
    say("rustc-check-cfg=cfg(no_hcl2json)");
    say("rustc-check-cfg=cfg(no_sarif_schema)");
    terraform();
    say("rustc-check-cfg=cfg(no_schemathesis)");
    schemathesis();
    package("@cdktf/hcl2json", "no_hcl2json");
    package("@microsoft/jest-sarif", "no_sarif_schema");
}

/// Looks for Terraform on the PATH; where it is missing, again when something was installed.
fn terraform() {
    let paths = env::var_os("PATH").unwrap_or_default();
    let dirs: Vec<PathBuf> = env::split_paths(&paths).filter(|dir| dir.is_dir()).collect();
    let name = format!("terraform{}", env::consts::EXE_SUFFIX);
    match dirs.iter().map(|dir| dir.join(&name)).find(|file| file.is_file()) {
        Some(file) => say(&format!("rerun-if-changed={}", file.display())),
        None => {
            say("rustc-cfg=no_terraform");
            for dir in dirs {
                say(&format!("rerun-if-changed={}", dir.display()));
            }
        }
    }
}

/// Looks for what checks the API against its description, which pip puts into the tests' folder.
fn schemathesis() {
    let home = Path::new("tests/oracle");
    let installed = home.join("venv/bin/schemathesis");
    if installed.is_file() {
        say(&format!("rerun-if-changed={}", installed.display()));
    } else if home.is_dir() {
        say("rustc-cfg=no_schemathesis");
        say(&format!("rerun-if-changed={}", home.display()));
    }
}

/// Looks for HashiCorp's parser or the schema of SARIF, which `npm ci` puts into the tests' folder.
fn package(name: &str, missing: &str) {
    let home = Path::new("tests/oracle");
    let installed = home.join("node_modules").join(name).join("package.json");
    if installed.is_file() {
        say(&format!("rerun-if-changed={}", installed.display()));
    } else if home.is_dir() {
        say(&format!("rustc-cfg={missing}"));
        say(&format!("rerun-if-changed={}", home.display()));
    }
}

#[allow(clippy::print_stdout, reason = "cargo listens to standard output")]
fn say(line: &str) {
    println!("cargo::{line}");
}
