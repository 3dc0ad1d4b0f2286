//! How fast HCL is read and laid out, with hcl-rs beside it.
//!
//! The texts are those of the catalog's own modules, a file at a time.

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark stops at the first surprise")]

use divan::counter::BytesCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// Every file of the catalog in native syntax.
fn texts() -> Vec<String> {
    let catalog = concat!(env!("CARGO_MANIFEST_DIR"), "/catalog");
    let files = walkdir::WalkDir::new(catalog).into_iter().filter_map(Result::ok);
    let texts: Vec<_> = files
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "tf"))
        .map(|file| std::fs::read_to_string(file.path()).unwrap())
        .collect();
    assert!(!texts.is_empty(), "the catalog has modules");
    texts
}

fn each(bencher: Bencher<'_, '_>, work: impl Fn(&str) + Sync) {
    let texts = texts();
    let bytes: usize = texts.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        for text in &texts {
            work(text);
        }
    });
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    each(bencher, |text| drop(black_box(pavestone::hcl::parse(black_box(text)))));
}

#[divan::bench]
fn parse_hcl_rs(bencher: Bencher<'_, '_>) {
    each(bencher, |text| drop(black_box(hcl_rs::parse(black_box(text)).unwrap())));
}

#[divan::bench]
fn format(bencher: Bencher<'_, '_>) {
    each(bencher, |text| drop(black_box(pavestone::hcl::format(black_box(text)))));
}
