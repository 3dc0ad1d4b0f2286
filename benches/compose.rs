//! What `pave new` does inside: loading a catalog, linking, composing and rendering.
//!
//! The large catalog is made in memory of the embedded one's modules, at their real size: 2,000
//! of them, each under a name of its own. What a whole process takes is what `peers.sh` measures.

#![allow(missing_docs, clippy::unwrap_used, reason = "a measurement stops at the first surprise")]

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use divan::{Bencher, black_box};
use pavestone::app::new::{NewRequest, compose};
use pavestone::catalog::{Catalog, CatalogModule, Files, Located};
use pavestone::compose::{Component, SourceKind, Stack, link, render_stack};
use pavestone::terraform::Given;

const MODULES: usize = 2_000;
const COMPONENTS: usize = 50;
const README_EXAMPLE: &str =
    "a payments API in containers with Postgres, and receipts stored as files";

fn main() {
    divan::main();
}

#[divan::bench]
fn load_the_embedded_catalog() -> Catalog {
    Catalog::embedded()
}

#[divan::bench(sample_count = 10)]
fn load_2000_modules(bencher: Bencher<'_, '_>) {
    let files = large();
    bencher.with_inputs(|| files.clone()).bench_values(|files| Catalog::load(files).unwrap());
}

/// The catalog is loaded; the HCL of the modules used is read for the first time.
#[divan::bench(sample_count = 10)]
fn link_50_of_2000_first_time(bencher: Bencher<'_, '_>) {
    let files = large();
    let _ = pavestone::schema::Providers::embedded();
    bencher
        .with_inputs(|| Catalog::load(files.clone()).unwrap())
        .bench_refs(|catalog| link_all(catalog, &stack(catalog)));
}

/// The catalog is loaded and its interfaces are known, as in a process that links again.
#[divan::bench]
fn link_50_of_2000(bencher: Bencher<'_, '_>) {
    let catalog = Catalog::load(large()).unwrap();
    let stack = stack(&catalog);
    bencher.bench(|| link_all(&catalog, &stack));
}

/// Every validation of the embedded catalog's modules, on the defaults.
#[divan::bench]
fn validations_of_twelve_modules(bencher: Bencher<'_, '_>) {
    let catalog = Catalog::embedded();
    let given = Given::new();
    bencher.bench(|| {
        let modules = catalog.modules().map(CatalogModule::interface);
        modules
            .flat_map(|module| module.variables.keys().map(move |name| (module, name)))
            .map(|(module, name)| module.validation_problems(black_box(name), &given).len())
            .sum::<usize>()
    });
}

/// Intent to the text of every file, for both environments, on a loaded catalog.
#[divan::bench]
fn compose_and_render_the_readme_example(bencher: Bencher<'_, '_>) {
    let catalog = Catalog::embedded();
    let request = NewRequest {
        intent: Some(README_EXAMPLE.to_owned()),
        out: Some("payments".into()),
        accept_samples: true,
        ..NewRequest::default()
    };
    bencher.bench(|| {
        let composed = compose(&catalog, black_box(&request)).unwrap();
        assert!(composed.report.findings.is_empty() && composed.missing.is_empty());
        render_stack(&catalog, &composed.stack, &composed.linked, None).unwrap()
    });
}

/// Links the stack in its one environment; panics when anything is wrong with it.
fn link_all(catalog: &Catalog, stack: &Stack) -> usize {
    let environment = catalog.settings.environment("dev").unwrap();
    let linked = link(catalog, stack, "dev", environment, None);
    assert!(linked.findings.is_empty(), "{:#?}", linked.findings);
    assert_eq!(linked.components.len(), COMPONENTS);
    linked.links.len()
}

/// Fifty components of the large catalog, every kind among them.
///
/// Of what serves one thing to everybody, a network or a key, there is one: two would be a question.
fn stack(catalog: &Catalog) -> Stack {
    let single = |module: &CatalogModule| {
        let mut provided = module.provides.keys();
        provided.any(|name| catalog.capabilities.get(name).is_some_and(|c| !c.many))
    };
    let one = |kind: &str| catalog.modules().find(|m| m.name.starts_with(kind)).unwrap();
    let others: Vec<_> = catalog.modules().filter(|module| !single(module)).collect();
    // Across the alphabet, so that every kind is among them.
    let step = others.len() / (COMPONENTS - 2);
    let others = others.into_iter().step_by(step).take(COMPONENTS - 2);
    let used = [one("network-"), one("encryption-key-")].into_iter().chain(others);
    let components: BTreeMap<String, Component> = used
        .map(|module| {
            let name = module.name.replace('-', "_");
            (name, Component::new(module.name.clone(), module.version.clone()))
        })
        .collect();
    assert_eq!(components.len(), COMPONENTS);
    Stack {
        service: "large".into(),
        owner: "team-large".into(),
        intent: None,
        blueprint: None,
        source: SourceKind::Registry,
        region: None,
        environments: vec!["dev".into()],
        choices: BTreeMap::new(),
        components,
        links: BTreeMap::<String, Vec<Located<String>>>::new(),
    }
}

/// Two thousand modules: those of the embedded catalog, again and again.
fn large() -> Files {
    let embedded = Files::embedded();
    let read = |path: &Utf8Path| embedded.read(path).unwrap().into_owned();
    let mut names: Vec<&str> = embedded
        .under(Utf8Path::new("modules"))
        .iter()
        .filter_map(|path| path.components().nth(1))
        .map(|name| name.as_str())
        .collect();
    names.dedup();
    let mut files: Vec<(Utf8PathBuf, Vec<u8>)> = vec![
        ("catalog.yaml".into(), SETTINGS.into()),
        ("capabilities.yaml".into(), read(Utf8Path::new("capabilities.yaml"))),
    ];
    for i in 0..MODULES {
        let base = names[i % names.len()];
        let folder = Utf8Path::new("modules").join(base);
        let copy = Utf8PathBuf::from(format!("modules/{base}-{i:04}"));
        for path in embedded.under(&folder) {
            let inner = path.strip_prefix(&folder).unwrap();
            if inner == "module.yaml" {
                let card = String::from_utf8(read(path)).unwrap();
                files.push((copy.join(inner), renamed(&card, base, i).into_bytes()));
            } else if inner.extension() == Some("tf") && inner.components().count() == 1 {
                files.push((copy.join(inner), read(path)));
            }
        }
    }
    Files::memory(files)
}

/// A card under another name, with an alias of its own, since an alias means one module.
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
    let name = format!("name: {base}");
    text.replacen(&format!("{name}\n"), &format!("{name}-{i:04}\naliases: [\"{base} {i}\"]\n"), 1)
}

const SETTINGS: &str = r#"
organisation: Acme
registry: registry.acme.example
namespace: platform
target_system: aws
terraform: ">= 1.11.0, < 2.0.0"
providers:
  aws:
    source: hashicorp/aws
    version: 6.62.0
    configuration:
      region: ${region}
naming:
  name: ${service}-${environment}-${component}
environments:
  dev:
    summary: For trying things out.
    region: eu-west-1
    inputs:
      "*": { tier: dev }
"#;
