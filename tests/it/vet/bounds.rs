//! Modules that are hostile or broken: clear findings, soon.

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use super::{found, put_base};
use crate::support::pave::Sandbox;

/// What is found in the base module with a file more.
fn with(file: &str, text: &[u8]) -> Vec<String> {
    let sandbox = Sandbox::new();
    put_base(&sandbox, "module");
    sandbox.pave(&["module", "docs", "./module"]).ok();
    fs::write(sandbox.path("module").join(file), text).unwrap();
    let start = Instant::now();
    let ran = sandbox.pave(&["vet", "--no-tests", "./module", "--json"]);
    assert!(start.elapsed() < Duration::from_secs(20), "it took {:?}", start.elapsed());
    found(&ran.json())
}

#[test]
fn thousands_of_variables_are_counted_and_not_all_told() {
    let mut text = String::new();
    for at in 0..5000 {
        writeln!(text, "variable \"v{at}\" {{}}").unwrap();
    }
    let sandbox = Sandbox::new();
    put_base(&sandbox, "module");
    fs::write(sandbox.path("module/many.tf"), text).unwrap();
    let ran = sandbox.pave(&["vet", "--no-tests", "./module", "--json"]).expect(1);
    let record = ran.json();
    assert!(found(&record).contains(&"inputs-too-many".to_owned()));
    let findings = record["modules"][0]["findings"].as_array().unwrap();
    let of = findings.iter().filter(|f| f["rule"] == "variable-untyped");
    assert_eq!(of.count(), 50);
    let more = "4950 more like it are not shown";
    assert!(ran.stdout.contains(more), "{}", ran.stdout.len());
}

#[test]
fn deep_nesting_is_a_finding() {
    let deep = format!("locals {{\n  a = {}1{}\n}}\n", "[".repeat(5000), "]".repeat(5000));
    assert!(with("deep.tf", deep.as_bytes()).contains(&"syntax".to_owned()));
    let blocks = format!("a {{\n{}{}\n}}\n", "b {\n".repeat(5000), "}\n".repeat(5000));
    assert!(with("blocks.tf", blocks.as_bytes()).contains(&"syntax".to_owned()));
}

#[test]
fn what_is_no_hcl_is_a_finding_and_the_rest_is_vetted() {
    let found = with("broken.tf", b"resource \"aws_sqs_queue\" {\nprovider \"aws\" {}\n");
    assert!(found.contains(&"syntax".to_owned()), "{found:?}");
    assert!(with("bytes.tf", &[0, 159, 146, 150]).contains(&"package-text".to_owned()));
    let found = with("broken.tf.json", b"{ \"resource\": [");
    assert!(found.contains(&"syntax".to_owned()), "{found:?}");
}

#[test]
fn a_large_file_of_mistakes_is_told_in_part_and_soon() {
    let found = with("large.tf", "variable \"x\" {}\n".repeat(200_000).as_bytes());
    assert!(found.contains(&"duplicate-declaration".to_owned()), "{found:?}");
}

#[test]
fn a_card_that_cannot_be_read_is_a_finding() {
    assert!(with("module.yaml", b"name: [").contains(&"catalog-yaml".to_owned()));
    assert!(with("module.yaml", b"").contains(&"catalog-yaml".to_owned()));
}

#[test]
fn what_is_not_there_is_a_matter_of_usage() {
    let sandbox = Sandbox::new();
    for (words, says) in [
        (&["vet"][..], "no module is named"),
        (&["vet", "./nowhere"], "there is no folder ./nowhere"),
        (&["vet", "postgre"], "did you mean `postgres`?"),
        (
            &["vet", "--no-tests", "postgres", "--against", "nowhere"],
            "there is no folder, archive, module or git revision `nowhere`",
        ),
        (&["vet", "--no-tests", "--all", "--against", "."], "--against is for one module"),
        (
            &["vet", "--no-tests", "postgres", "--sarif", "nowhere.sarif"],
            "there is no file nowhere.sarif",
        ),
    ] {
        let ran = sandbox.pave(words).expect(2);
        assert!(ran.stderr.contains(says), "{words:?}: {}", ran.stderr);
    }
}

#[test]
fn an_empty_folder_is_vetted() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("empty")).unwrap();
    let found = found(&sandbox.pave(&["vet", "--no-tests", "./empty", "--json"]).expect(1).json());
    assert!(
        found.contains(&"card-missing".to_owned()) && found.contains(&"terraform-block".to_owned())
    );
}
