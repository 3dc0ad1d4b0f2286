//! The modules of the catalog, judged by real Terraform: valid, planned by example, tested, and
//! their tests by taking guardrails out.
//!
//! `PAVE_MUTANTS=all cargo test --test it -- modules::` takes every address of every guardrail out,
//! which takes an hour; by itself a run takes out the first address of three of each module.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use pavestone::catalog::{Catalog, Files, Guardrail};
use pavestone::terraform::{Argument, Module, NestedBlock, Place, Resource};
use serde_json::Value;

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

/// A copy of a module, in a sandbox.
fn copy(name: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog/modules").join(name);
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
    let catalog = Catalog::load(Files::embedded()).unwrap();
    let guardrails = &catalog.module(name).unwrap().card.guardrails;
    assert!(!guardrails.is_empty());
    let all = std::env::var("PAVE_MUTANTS").as_deref() == Ok("all");
    let (most, most_of_each) = if all { (usize::MAX, usize::MAX) } else { (3, 1) };
    survive(&copy(name), guardrails, most, most_of_each);
}

/// Takes guardrails out of the module in the folder `module`, whose tests then have to fail.
pub(crate) fn survive(
    sandbox: &Sandbox,
    guardrails: &[Guardrail],
    most: usize,
    most_of_each: usize,
) {
    run(sandbox, "module", &["init", "-no-color"]).ok();
    let mut survivors = Vec::new();
    let mut tried = 0;
    for guardrail in guardrails.iter().take(most) {
        for address in guardrail.at.iter().take(most_of_each) {
            for mutant in mutants(sandbox, address).into_iter().take(most_of_each.min(9)) {
                tried += 1;
                let original = fs::read(sandbox.path("module").join(&mutant.file)).unwrap();
                sandbox.write(Path::new("module").join(&mutant.file), &mutant.text);
                if run(sandbox, "module", &["test", "-no-color"]).code == Some(0) {
                    survivors.push(format!("{}: {address}, {}", guardrail.id, mutant.what));
                }
                sandbox.write(Path::new("module").join(&mutant.file), original);
            }
        }
    }
    assert!(survivors.is_empty(), "of {tried} mutants the tests missed:\n{}", survivors.join("\n"));
}

/// A module's file with a guardrail taken out.
struct Mutant {
    file: PathBuf,
    text: String,
    what: String,
}

/// What an address stands for: a whole resource, an argument, or a block in it.
enum Found<'m> {
    Whole(&'m Resource),
    Argument(&'m Argument),
    Block(&'m NestedBlock),
    Lifecycle(Place),
}

/// The mutants of one address: without it, and with each of its literals turned around.
fn mutants(sandbox: &Sandbox, address: &str) -> Vec<Mutant> {
    let dir = Utf8PathBuf::from_path_buf(sandbox.path("module")).unwrap();
    let module = Module::read_dir(&dir).unwrap();
    let found = find(&module, address);
    let place = match found {
        Found::Whole(resource) => resource.place,
        Found::Argument(argument) => argument.place,
        Found::Block(block) => block.place,
        Found::Lifecycle(place) => place,
    };
    let source = module.sources.get(place.source);
    let path = source.path.strip_prefix(&dir).unwrap_or(Utf8Path::new(&source.path));
    let file = PathBuf::from(path.as_str());
    let with = |range: std::ops::Range<usize>, new: &str| {
        let mut text = source.text.to_string();
        text.replace_range(range, new);
        text
    };
    let removed = Mutant {
        file: file.clone(),
        text: with(place.span.range(), ""),
        what: "removed".to_owned(),
    };
    let mut mutants = vec![removed];
    if let Found::Argument(argument) = found {
        let span = argument.value.place.span.range();
        for (range, new) in turned(&source.text[span.clone()]) {
            let what = format!("{} -> {new}", &source.text[span.clone()][range.clone()]);
            let at = span.start + range.start..span.start + range.end;
            mutants.push(Mutant { file: file.clone(), text: with(at, &new), what });
        }
    }
    mutants
}

fn find<'m>(module: &'m Module, address: &str) -> Found<'m> {
    let steps: Vec<&str> = address.split('.').collect();
    let (head, rest) = steps.split_at(if steps[0] == "data" { 3 } else { 2 });
    let resource = module
        .resources
        .get(&head.join("."))
        .unwrap_or_else(|| panic!("{address} names no resource"));
    let Some((first, rest)) = rest.split_first() else { return Found::Whole(resource) };
    if let Some(argument) = resource.arguments.get(*first) {
        return Found::Argument(argument);
    }
    if let ("lifecycle", Some(lifecycle)) = (*first, &resource.lifecycle) {
        return Found::Lifecycle(lifecycle.place);
    }
    let mut blocks = &resource.blocks;
    let mut at = *first;
    let mut rest = rest;
    loop {
        let block = blocks
            .iter()
            .find(|b| b.effective_kind() == at)
            .unwrap_or_else(|| panic!("{address}: there is no `{at}`"));
        // What a dynamic block repeats stands in its `content`.
        let inner = block.blocks.iter().find(|b| block.kind == "dynamic" && b.kind == "content");
        let inner = inner.unwrap_or(block);
        let Some((next, after)) = rest.split_first() else { return Found::Block(block) };
        if let Some(argument) = inner.arguments.get(*next) {
            return Found::Argument(argument);
        }
        (blocks, at, rest) = (&inner.blocks, next, after);
    }
}

/// Each literal of an expression, turned around: the other bool, another number, another text.
fn turned(text: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let word =
            rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let token = &rest[..word];
        match token {
            "true" => out.push((at..at + 4, "false".to_owned())),
            "false" => out.push((at..at + 5, "true".to_owned())),
            number if number.parse::<u64>().is_ok() => {
                out.push((at..at + word, (number.parse::<u64>().unwrap() + 1).to_string()));
            }
            _ => {}
        }
        if let Some(quoted) = rest.strip_prefix('"') {
            let end = quoted.find('"').unwrap_or(quoted.len());
            let inner = &quoted[..end];
            if !inner.is_empty() && !inner.contains("${") {
                let new = Value::from(format!("{inner}-not")).to_string();
                out.push((at..at + end + 2, new));
            }
            at += end + 2;
            continue;
        }
        at += word.max(rest.chars().next().map_or(1, char::len_utf8));
    }
    out
}
