//! The modules of the catalog, judged by real Terraform: valid, planned by example, tested, and
//! their tests by taking guardrails out.
//!
//! `PAVE_MUTANTS=all cargo test --test it -- modules::` puts all mutants to the tests, which takes two
//! minutes; by itself a run tries one of each guardrail.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pavestone::catalog::Catalog;

use crate::support::mirror;
use crate::support::pave::{Ran, Sandbox};
use crate::support::terraform::terraform;

macro_rules! modules {
    ($($test:ident: $name:literal,)*) => {
        $(
            mod $test {
                #[test]
                #[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
                fn is_valid_tested_and_planned_by_example() {
                    super::judged($name);
                }

                #[test]
                #[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
                fn fails_its_tests_without_a_guardrail() {
                    super::mutated($name);
                }
            }
        )*

        #[test]
        fn every_module_of_the_catalog_is_tested_here() {
            let all: BTreeSet<String> =
                Catalog::embedded().modules().map(|m| m.name.clone()).collect();
            assert_eq!(all, BTreeSet::from([$($name.to_owned()),*]));
        }
    };
}

modules! {
    cache: "cache",
    container_service: "container-service",
    encryption_key: "encryption-key",
    function: "function",
    network: "network",
    object_store: "object-store",
    postgres: "postgres",
    queue: "queue",
    shared_network: "shared-network",
    static_site: "static-site",
    table: "table",
    topic: "topic",
}

/// The catalog as it is in the repository.
const CATALOG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/catalog");

/// A copy of a module, in a sandbox.
fn copy(name: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let from = Path::new(CATALOG).join("modules").join(name);
    for entry in walkdir::WalkDir::new(&from).into_iter().map(Result::unwrap) {
        let path = entry.path();
        let relative = path.strip_prefix(&from).unwrap();
        let hidden =
            relative.components().any(|c| c.as_os_str().to_string_lossy().starts_with('.'));
        if entry.file_type().is_file() && !hidden {
            sandbox.write(Path::new("module").join(relative), fs::read(path).unwrap());
        }
    }
    sandbox
}

fn run(sandbox: &Sandbox, dir: &str, words: &[&str]) -> Ran {
    let mut command = sandbox.command(terraform());
    let command = command
        .args(words)
        .current_dir(sandbox.path(dir))
        .env("TF_CLI_CONFIG_FILE", mirror::cli_config())
        .env("TF_IN_AUTOMATION", "1");
    Ran::new(command.output().unwrap())
}

fn judged(name: &str) {
    judge(&copy(name));
}

/// Has real Terraform look at the module in the folder `module`.
pub(crate) fn judge(sandbox: &Sandbox) {
    run(sandbox, "module", &["fmt", "-check", "-recursive", "-diff"]).ok();
    run(sandbox, "module", &["init", "-no-color"]).ok();
    run(sandbox, "module", &["validate", "-no-color"]).ok();
    let tested = run(sandbox, "module", &["test", "-no-color"]).ok();
    assert!(tested.stdout.contains(" passed, 0 failed."), "{}", tested.stdout);
    let examples: Vec<PathBuf> =
        fs::read_dir(sandbox.path("module/examples")).unwrap().map(|e| e.unwrap().path()).collect();
    assert!(!examples.is_empty());
    for example in examples {
        let dir = format!("module/examples/{}", example.file_name().unwrap().to_str().unwrap());
        run(sandbox, &dir, &["init", "-no-color"]).ok();
        run(sandbox, &dir, &["plan", "-no-color", "-input=false"]).ok();
    }
}

fn mutated(name: &str) {
    let all = std::env::var("PAVE_MUTANTS").as_deref() == Ok("all");
    let which = if all { "all" } else { "sample" };
    let sandbox = Sandbox::new();
    let words = ["--catalog", CATALOG, "vet", name, "--mutants", which, "--no-cache", "--json"];
    let told = sandbox.pave(&words).ok().json();
    let module = &told["modules"][0]["trials"];
    assert!(module["guardrails"].as_u64().unwrap() > 0);
    assert_eq!(module["guardrails_upheld"], module["guardrails"], "{told:#}");
    assert!(module["score"]["killed"].as_u64().unwrap() > 0, "{told:#}");
}
