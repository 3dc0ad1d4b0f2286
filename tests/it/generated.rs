//! What `pave new` writes, judged by real Terraform with the stand-in provider.
//!
//! Every blueprint in every environment, and thirty combinations of modules chosen by a seeded
//! generator: laid out as `terraform fmt` would, initialised, validated, planned and tested.

use std::path::Path;
use std::process::Command;

use crate::support::mirror;
use crate::support::pave::{Ran, Sandbox};
use crate::support::terraform::terraform;

/// Runs Terraform in a root module with the stand-in providers, and wants it to be content.
fn terraform_ok(sandbox: &Sandbox, root: &Path, words: &[&str]) -> String {
    let mut command = sandbox.command(terraform());
    let command: &mut Command = command
        .args(words)
        .current_dir(root)
        .env("TF_CLI_CONFIG_FILE", mirror::cli_config())
        .env("TF_IN_AUTOMATION", "1");
    let ran = Ran::new(command.output().unwrap());
    let what = format!("terraform {} in {}", words.join(" "), root.display());
    assert_eq!(ran.code, Some(0), "{what}\n{}\n{}", ran.stdout, ran.stderr);
    ran.stdout
}

/// Puts a service with vendored modules through all that Terraform has to say.
fn judged(sandbox: &Sandbox, service: &str) {
    terraform_ok(sandbox, &sandbox.path(service), &["fmt", "-check", "-recursive", "-diff"]);
    for environment in ["dev", "prod"] {
        let root = sandbox.path(service).join(environment);
        terraform_ok(sandbox, &root, &["init", "-no-color", "-input=false"]);
        terraform_ok(sandbox, &root, &["validate", "-no-color"]);
        let plan = terraform_ok(sandbox, &root, &["plan", "-no-color", "-input=false"]);
        assert!(plan.contains("Plan: "), "{plan}");
        let test = terraform_ok(sandbox, &root, &["test", "-no-color"]);
        assert!(test.contains("Success! 1 passed, 0 failed."), "{test}");
    }
}

fn blueprint(name: &str) {
    let sandbox = Sandbox::new();
    sandbox
        .pave(&["new", "--blueprint", name, "--yes", "--out", "service", "--source", "vendor"])
        .ok();
    judged(&sandbox, "service");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_takes_the_http_api_blueprint() {
    blueprint("http-api");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_takes_the_worker_blueprint() {
    blueprint("worker");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_takes_the_static_site_blueprint() {
    blueprint("static-site");
}

#[test]
fn every_blueprint_of_the_catalog_is_tested_here() {
    let list = Sandbox::new().pave(&["list", "--json"]).ok().json();
    let names: Vec<&str> = list["blueprints"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| b["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["http-api", "static-site", "worker"]);
}

/// A small generator of numbers, the same on every machine (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

/// The answers of one combination: two to five components, some of them several times, some in
/// another region, wired by the linker alone.
fn combination(seed: u64, modules: &[String]) -> String {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ (seed + 1).wrapping_mul(0x2545_f491_4f6c_dd1d));
    let mut text = format!("service: mix-{seed}\nowner: team\nsource: vendor\ncomponents:\n");
    for i in 0..2 + dice.roll(4) {
        let module = &modules[dice.roll(modules.len())];
        text.push_str(&format!("  c{i}:\n    module: {module}\n"));
        // One key would do as well for everybody, and two of it would be ambiguous.
        if module == "encryption-key" || module.contains("network") {
            continue;
        }
        match dice.roll(6) {
            0 => text.push_str("    for_each: [blue, green]\n"),
            1 => text.push_str("    count: 2\n"),
            2 => text.push_str("    region: us\n"),
            _ => {}
        }
    }
    text
}

fn combinations(seeds: std::ops::Range<u64>) {
    let list = Sandbox::new().pave(&["list", "--json"]).ok().json();
    let modules: Vec<String> = list["modules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["name"].as_str().unwrap().to_owned())
        .collect();
    for seed in seeds {
        let sandbox = Sandbox::new();
        let answers = combination(seed, &modules);
        sandbox.write("answers.yaml", &answers);
        // What could be served by several is decided as what is missing says.
        let mut wires: Vec<String> = Vec::new();
        let ran = loop {
            let mut words = vec!["new", "--answers", "answers.yaml", "--yes", "--out", "service"];
            words.extend(wires.iter().flat_map(|w| ["--wire", w.as_str()]));
            let ran = sandbox.pave(&words);
            let offered = ran.stderr.lines().filter_map(|l| l.trim().strip_prefix("--wire "));
            let mut offered = offered.map(|w| w.split("  ").next().unwrap_or(w).to_owned());
            let wire = offered.find(|w| !wires.contains(w) && !w.contains("COMPONENT"));
            match wire {
                Some(wire) if ran.code == Some(2) && wires.len() < 20 => wires.push(wire),
                _ => break ran,
            }
        };
        assert_eq!(ran.code, Some(0), "{answers}\n{}", ran.stderr);
        judged(&sandbox, "service");
    }
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_takes_combinations_1() {
    combinations(0..8);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_takes_combinations_2() {
    combinations(8..16);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_takes_combinations_3() {
    combinations(16..23);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_takes_combinations_4() {
    combinations(23..30);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn without_pave_and_its_files_the_plan_is_the_same() {
    let sandbox = Sandbox::new();
    sandbox
        .pave(&[
            "new",
            "--blueprint",
            "http-api",
            "--yes",
            "--out",
            "service",
            "--source",
            "vendor",
        ])
        .ok();
    let root = sandbox.path("service/dev");
    terraform_ok(&sandbox, &root, &["init", "-no-color"]);
    // What is read comes in an order of its own, before the plan.
    let plan = |sandbox: &Sandbox| {
        let text = terraform_ok(sandbox, &root, &["plan", "-no-color"]);
        text.split_once("Terraform will perform").expect("there is a plan").1.to_owned()
    };
    let before = plan(&sandbox);
    std::fs::remove_dir_all(sandbox.path("service/.pave")).unwrap();
    std::fs::remove_file(sandbox.path("service/stack.yaml")).unwrap();
    assert!(before == plan(&sandbox), "the plan changed");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_plan_from_the_registry_needs_no_registry_and_leaves_nothing_behind() {
    for source in ["registry", "git"] {
        let sandbox = Sandbox::new();
        let words =
            ["new", "--blueprint", "worker", "--yes", "--out", "service", "--source", source];
        sandbox.pave(&words).ok();
        let files = sandbox.files("service");
        let ran = sandbox.pave(&["plan", "service/prod"]).ok();
        assert!(ran.stdout.contains("Plan: "), "{}\n{}", ran.stdout, ran.stderr);
        assert_eq!(ran.stderr, "");
        assert_eq!(files, sandbox.files("service"));
    }
}
