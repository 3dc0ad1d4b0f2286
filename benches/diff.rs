//! What it takes to compare two versions of a module: a module of the catalog, and one as large as
//! the largest public ones (240 input variables, 120 output values, 120 resources).

#![allow(missing_docs, clippy::unwrap_used, reason = "a measurement stops at the first surprise")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use divan::{Bencher, black_box};
use pavestone::catalog::Files;
use pavestone::release::{Package, SUPPORTED_TERRAFORM, Tree, judge};

fn main() {
    // The provider's schema is opened once in a process, and is not what is measured.
    let [old, new] = postgres();
    let _ = judge(&Package::read(old, None), &Package::read(new, None), &SUPPORTED_TERRAFORM);
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

/// A large module; one in `every` of its declarations differs, unless that is 0.
fn large(every: usize) -> Tree {
    let differs = |i: usize| every != 0 && i.is_multiple_of(every);
    let mut text = String::new();
    for i in 0..240 {
        let ty = if differs(i) {
            "list(string)"
        } else {
            "map(object({ a = string, b = optional(number) }))"
        };
        let _ = writeln!(
            text,
            "variable \"input_{i}\" {{\n  description = \"Input {i}.\"\n  type = {ty}\n  default = null\n}}\n"
        );
    }
    for i in 0..120 {
        let count = if differs(i) { "2" } else { "1" };
        let _ = writeln!(
            text,
            "resource \"aws_sqs_queue\" \"queue_{i}\" {{\n  count = var.input_{i} == null ? 0 : {count}\n  \
             name = \"${{var.input_{i}}}-{i}\"\n  visibility_timeout_seconds = {i}\n}}\n\n\
             output \"arn_{i}\" {{\n  value = try(aws_sqs_queue.queue_{i}[0].arn, null)\n}}\n"
        );
    }
    tree(BTreeMap::from([("main.tf".into(), text.into_bytes().into())]))
}

fn tree(files: BTreeMap<Utf8PathBuf, Arc<[u8]>>) -> Tree {
    Tree { files, ..Tree::default() }
}
