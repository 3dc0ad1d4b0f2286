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
    say("rustc-check-cfg=cfg(no_nginx)");
    say("rustc-check-cfg=cfg(no_chromium)");
    say("rustc-check-cfg=cfg(no_hcl2json)");
    say("rustc-check-cfg=cfg(no_sarif_schema)");
    say("rustc-check-cfg=cfg(no_postgres)");
    say("rustc-check-cfg=cfg(no_s3)");
    terraform();
    postgres();
    s3();
    chromium();
    nginx();
    let oracle = Path::new("tests/oracle");
    package(oracle, "@cdktf/hcl2json", "no_hcl2json");
    package(oracle, "@microsoft/jest-sarif", "no_sarif_schema");
    say("rustc-check-cfg=cfg(no_schemathesis)");
    schemathesis();
}

/// Looks for Terraform on the PATH; where it is missing, again when something was installed.
fn terraform() {
    program("terraform", "no_terraform", &path());
}

/// Looks for PostgreSQL, which Debian keeps off the PATH.
fn postgres() {
    let mut dirs = path();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        dirs.extend(versions.filter_map(|version| Some(version.ok()?.path().join("bin"))));
    }
    program("initdb", "no_postgres", &dirs);
}

/// Looks for a server that speaks S3: the file that `PAVE_S3S` names, or `s3s-fs` on the PATH.
fn s3() {
    say("rerun-if-env-changed=PAVE_S3S");
    match env::var_os("PAVE_S3S").map(PathBuf::from).filter(|file| file.is_file()) {
        Some(file) => say(&format!("rerun-if-changed={}", file.display())),
        None => program("s3s-fs", "no_s3", &path()),
    }
}

/// Looks for Chromium, and for what drives it.
fn chromium() {
    program("chromium", "no_chromium", &path());
    package(Path::new("tests/browser"), "axe-core", "no_chromium");
}

fn path() -> Vec<PathBuf> {
    env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect()
}

/// Looks for a program in folders; says that it is missing where it is in none.
fn program(name: &str, missing: &str, dirs: &[PathBuf]) {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    let dirs: Vec<&PathBuf> = dirs.iter().filter(|dir| dir.is_dir()).collect();
    match dirs.iter().map(|dir| dir.join(&name)).find(|file| file.is_file()) {
        Some(file) => say(&format!("rerun-if-changed={}", file.display())),
        None => {
            say(&format!("rustc-cfg={missing}"));
            for dir in dirs {
                say(&format!("rerun-if-changed={}", dir.display()));
            }
        }
    }
}

/// Looks for nginx, which Debian keeps where only the system looks.
fn nginx() {
    let paths = env::var_os("PATH").unwrap_or_default();
    let mut dirs: Vec<PathBuf> = env::split_paths(&paths).filter(|dir| dir.is_dir()).collect();
    dirs.insert(0, "/usr/sbin".into());
    match dirs.iter().map(|dir| dir.join("nginx")).find(|file| file.is_file()) {
        Some(file) => say(&format!("rerun-if-changed={}", file.display())),
        None => {
            say("rustc-cfg=no_nginx");
            say("rerun-if-changed=/usr/sbin");
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

/// Looks for a package that `npm ci` puts into a folder of the tests, such as HashiCorp's parser.
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
