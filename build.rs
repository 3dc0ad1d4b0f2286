//! Has the program built again when a file of the embedded catalog comes or goes, and tells the
//! tests which programs are there that some of them need.
//!
//! A test that cannot be made is then ignored, with the reason, and not counted as passed. The
//! library and the binary are the same either way.

use std::env;
use std::path::{Path, PathBuf};

fn main() {
    say("rerun-if-changed=catalog");
    say("rerun-if-changed=templates/pages");
    say("rustc-check-cfg=cfg(no_terraform)");
    say("rustc-check-cfg=cfg(no_chromium)");
    say("rustc-check-cfg=cfg(no_hcl2json)");
    say("rustc-check-cfg=cfg(no_sarif_schema)");
    program("terraform", "no_terraform");
    chromium();
    let oracle = Path::new("tests/oracle");
    package(oracle, "@cdktf/hcl2json", "no_hcl2json");
    package(oracle, "@microsoft/jest-sarif", "no_sarif_schema");
}

/// Looks for a program on the PATH; where it is missing, again when something was installed.
fn program(name: &str, missing: &str) -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    let dirs: Vec<PathBuf> = env::split_paths(&paths).filter(|dir| dir.is_dir()).collect();
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    match dirs.iter().map(|dir| dir.join(&name)).find(|file| file.is_file()) {
        Some(file) => {
            say(&format!("rerun-if-changed={}", file.display()));
            true
        }
        None => {
            say(&format!("rustc-cfg={missing}"));
            for dir in dirs {
                say(&format!("rerun-if-changed={}", dir.display()));
            }
            false
        }
    }
}

/// Looks for Chromium, and for what drives it.
fn chromium() {
    if program("chromium", "no_chromium") {
        package(Path::new("tests/browser"), "axe-core", "no_chromium");
    }
}

/// Looks for a package which `npm ci` puts into a folder of the tests, such as HashiCorp's parser.
fn package(home: &Path, name: &str, missing: &str) {
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
