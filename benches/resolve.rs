//! What it takes to understand a sentence: on a catalog of 40 cards, and on one of 10,000.
//!
//! The cards are those of the embedded catalog, at their real size, each under a name of its own;
//! the sentences have slips, phrases that set inputs, words no alias has, and things that are not
//! there. Building a resolver is measured apart: a program that answers many builds one.

#![allow(missing_docs, clippy::unwrap_used, reason = "a measurement stops at the first surprise")]

use std::sync::LazyLock;

use camino::{Utf8Path, Utf8PathBuf};
use divan::{Bencher, black_box};
use pavestone::catalog::{Catalog, Files};
use pavestone::resolve::{Resolver, resolve};

const FEW: usize = 40;
const MANY: usize = 10_000;

const SENTENCES: [&str; 4] = [
    "a payments API in containers with Postgres, and receipts stored as files",
    "Postgress with backups for 30 days, a large redis, two qeues in order, no lambda, eu, dev and prod",
    "We have a Go program in a container image. It takes jobs off a queue, works on each of them for \
     about ten minutes and writes the outcome as JSON files somewhere we can download them later.",
    "code that runs whenever a message arrives, and Kinesis Firehose into OpenSearch",
];

static SMALL: LazyLock<Catalog> = LazyLock::new(|| catalog(FEW));
static LARGE: LazyLock<Catalog> = LazyLock::new(|| catalog(MANY));

fn main() {
    divan::main();
}

/// All four sentences on the embedded catalog, the resolver built for each, as `pave new` does.
#[divan::bench]
fn build_and_resolve_one_embedded(bencher: Bencher<'_, '_>) {
    let catalog = Catalog::embedded();
    bencher.bench(|| resolve(&catalog, black_box(SENTENCES[0])));
}

#[divan::bench]
fn build_for_40_cards() -> Resolver<'static> {
    Resolver::new(&SMALL)
}

#[divan::bench(args = 0..SENTENCES.len())]
fn resolve_with_40_cards(bencher: Bencher<'_, '_>, sentence: usize) {
    let resolver = Resolver::new(&SMALL);
    let _ = resolver.resolve("words that nobody knows");
    bencher.bench(|| resolver.resolve(black_box(SENTENCES[sentence])));
}

#[divan::bench(sample_count = 5)]
fn build_for_10000_cards() -> Resolver<'static> {
    Resolver::new(&LARGE)
}

/// The first sentence with words that no alias has also indexes the cards.
#[divan::bench(sample_count = 3)]
fn build_and_index_10000_cards() -> usize {
    let resolver = Resolver::new(&LARGE);
    resolver.resolve("words that nobody knows").components.len()
}

#[divan::bench(args = 0..SENTENCES.len(), sample_count = 20)]
fn resolve_with_10000_cards(bencher: Bencher<'_, '_>, sentence: usize) {
    static RESOLVER: LazyLock<Resolver<'static>> = LazyLock::new(|| Resolver::new(&LARGE));
    let _ = RESOLVER.resolve("words that nobody knows");
    bencher.bench(|| RESOLVER.resolve(black_box(SENTENCES[sentence])));
}

/// So many cards: the embedded ones as they are, and again under other names and aliases.
fn catalog(cards: usize) -> Catalog {
    let embedded = Files::embedded();
    let read = |path: &Utf8Path| embedded.read(path).unwrap().into_owned();
    let card = |path: &&Utf8PathBuf| path.file_name() == Some("module.yaml");
    let paths: Vec<&Utf8PathBuf> =
        embedded.under(Utf8Path::new("modules")).iter().filter(card).collect();
    let mut files: Vec<(Utf8PathBuf, Vec<u8>)> = vec![
        ("catalog.yaml".into(), read(Utf8Path::new("catalog.yaml"))),
        ("capabilities.yaml".into(), read(Utf8Path::new("capabilities.yaml"))),
    ];
    for i in 0..cards {
        let path = paths[i % paths.len()];
        if i < paths.len() {
            files.push((path.clone(), read(path)));
            continue;
        }
        let base = path.components().nth(1).unwrap().as_str();
        let text = String::from_utf8(read(path)).unwrap();
        let copy = Utf8PathBuf::from(format!("modules/{base}-{i}/module.yaml"));
        files.push((copy, renamed(&text, base, i).into_bytes()));
    }
    let catalog = Catalog::load(Files::memory(files)).unwrap();
    assert_eq!(catalog.modules().count(), cards);
    catalog
}

/// A card under another name, with aliases of its own, since an alias means one module.
fn renamed(card: &str, base: &str, i: usize) -> String {
    let mut text = String::new();
    let mut left_out = false;
    for line in card.lines() {
        if !line.starts_with([' ', '-', '#']) {
            left_out = line.starts_with("aliases:") || line.starts_with("not_aliases:");
        }
        if !left_out {
            text += line;
            text += "\n";
        }
    }
    // Letters in place of digits, so that slips have as many words to be compared with.
    let word: String = i.to_string().bytes().map(|b| char::from(b - b'0' + b'a')).collect();
    let name = format!("name: {base}\n");
    let aliases = format!("aliases: [{base} of {word}store, {word}service {base}, {word}queue]\n");
    text.replacen(&name, &format!("name: {base}-{i}\n{aliases}"), 1)
}
