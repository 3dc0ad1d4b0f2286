//! What it takes to compare two versions of a module: a module of the catalog, and one as large as
//! the largest public ones (240 input variables, 120 output values, 120 resources).

#![allow(missing_docs, clippy::unwrap_used, reason = "a measurement stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use divan::{Bencher, black_box};
use pavestone::catalog::Files;
use pavestone::release::{Group, Package, SUPPORTED_TERRAFORM, Tree, judge};

fn main() {
    // The provider's schema is opened once in a process, and is not what is measured.
    let [old, new] = postgres();
    let _ = judge(&Package::read(old, None), &Package::read(new, None), &SUPPORTED_TERRAFORM);
    let [old, new] = [large(0), large(7)].map(|tree| Package::read(tree, None));
    let found = judge(&old, &new, &SUPPORTED_TERRAFORM).changes;
    let groups: BTreeSet<Group> = found.iter().map(|change| change.lint.group).collect();
    assert_eq!(groups, Group::ALL.into(), "something of every kind changes");
    divan::main();
}

/// The files are in memory, and both versions are read anew.
#[divan::bench]
fn read_and_judge_postgres(bencher: Bencher<'_, '_>) {
    let trees = postgres();
    read_and_judge(bencher, &trees);
}

/// Both versions are read; they are compared.
#[divan::bench]
fn judge_postgres(bencher: Bencher<'_, '_>) {
    let [old, new] = postgres().map(|tree| Package::read(tree, None));
    bencher.bench(|| judge(black_box(&old), black_box(&new), &SUPPORTED_TERRAFORM));
}

#[divan::bench]
fn read_and_judge_large(bencher: Bencher<'_, '_>) {
    let trees = [large(0), large(7)];
    read_and_judge(bencher, &trees);
}

#[divan::bench]
fn judge_large(bencher: Bencher<'_, '_>) {
    let [old, new] = [large(0), large(7)].map(|tree| Package::read(tree, None));
    bencher.bench(|| judge(black_box(&old), black_box(&new), &SUPPORTED_TERRAFORM));
}

fn read_and_judge(bencher: Bencher<'_, '_>, trees: &[Tree; 2]) {
    bencher.with_inputs(|| trees.clone()).bench_values(|[old, new]| {
        judge(&Package::read(old, None), &Package::read(new, None), &SUPPORTED_TERRAFORM)
            .changes
            .len()
    });
}

/// A module of the catalog, and the same with an input renamed, a default and an argument changed.
fn postgres() -> [Tree; 2] {
    let catalog = Files::embedded();
    let folder = Utf8Path::new("modules/postgres");
    let files: BTreeMap<Utf8PathBuf, Arc<[u8]>> = catalog
        .under(folder)
        .iter()
        .map(|path| {
            let inner = path.strip_prefix(folder).unwrap().to_owned();
            (inner, catalog.read(path).unwrap().into_owned().into())
        })
        .collect();
    let mut changed = files.clone();
    for bytes in changed.values_mut() {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let text =
            text.replace("storage_limit_gb", "storage_gb").replace("\"small\"", "\"medium\"");
        *bytes = text.replace("multi_az ", "multi_az_").into_bytes().into();
    }
    [tree(files), tree(changed)]
}

/// A large module; one in `every` of its declarations differs, unless that is 0, and so do its
/// requirements, what it calls and a file that it reads.
fn large(every: usize) -> Tree {
    let differs = |i: usize| every != 0 && i.is_multiple_of(every);
    let newer = every != 0;
    let mut text = format!(
        "terraform {{\n  required_version = \">= {}\"\n  required_providers {{\n    aws = {{\n      \
         source  = \"hashicorp/aws\"\n      version = \">= {}\"\n    }}\n  }}\n}}\n\n\
         locals {{\n  prefix = \"a\"\n  suffix = \"{}\"\n}}\n\n\
         module \"label\" {{\n  source  = \"acme/label/aws\"\n  version = \"{}\"\n}}\n\n",
        if newer { "1.11" } else { "1.5" },
        if newer { "6.0" } else { "5.0" },
        if newer { "z" } else { "y" },
        if newer { "2.0.0" } else { "1.0.0" },
    );
    for i in 0..240 {
        let ty = match (i % 3, differs(i)) {
            (0, _) => "string",
            (_, false) => "map(object({ a = string, b = optional(number) }))",
            (_, true) => "list(string)",
        };
        let least = if differs(i) { 3 } else { 2 };
        let check = match i % 3 {
            0 => format!(
                "  validation {{\n    condition     = var.input_{i} == null ? true : \
                 length(var.input_{i}) >= {least}\n    error_message = \"Too short.\"\n  }}\n"
            ),
            _ => String::new(),
        };
        let _ = writeln!(
            text,
            "variable \"input_{i}\" {{\n  description = \"Input {i}.\"\n  type = {ty}\n  \
             default = null\n{check}}}\n"
        );
    }
    for i in 0..120 {
        let count = if differs(i) { "2" } else { "1" };
        let fix = if differs(i + 3) { "local.suffix" } else { "local.prefix" };
        let given = if differs(i + 5) { "url" } else { "arn" };
        let _ = writeln!(
            text,
            "resource \"aws_sqs_queue\" \"queue_{i}\" {{\n  count = var.input_{i} == null ? 0 : {count}\n  \
             name = \"${{{fix}}}-${{var.input_{i}}}-{i}\"\n  visibility_timeout_seconds = {i}\n  \
             policy = templatefile(\"${{path.module}}/policy.json\", {{ name = var.input_{i} }})\n}}\n\n\
             output \"arn_{i}\" {{\n  value = try(aws_sqs_queue.queue_{i}[0].{given}, null)\n}}\n"
        );
    }
    let policy = if newer { "{}" } else { "{ }" };
    let files = [("main.tf", text.as_str()), ("policy.json", policy)];
    tree(files.map(|(path, text)| (path.into(), text.as_bytes().into())).into())
}

fn tree(files: BTreeMap<Utf8PathBuf, Arc<[u8]>>) -> Tree {
    Tree { files, ..Tree::default() }
}
