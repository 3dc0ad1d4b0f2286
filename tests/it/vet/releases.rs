//! The release that a module is compared with: the last one by the tags in git, or the one named.

use serde_json::Value;

use super::{found, put_base};
use crate::diff::{commit, git};
use crate::support::pave::{Ran, Sandbox};

/// A catalog in a repository with `module` released as 1.0.0, and another module released later.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.pave(&["catalog", "new", "acme", "--yes"]).ok();
    put_base(&sandbox, "acme/modules/module");
    change(&sandbox, "module.yaml", "[queue]", "[jobs]");
    git(&sandbox, &["init", "-q"]);
    commit(&sandbox);
    for tag in ["module/v0.9.0", "module/v1.0.0", "queue/v7.0.0", "v9.0.0"] {
        git(&sandbox, &["tag", tag]);
    }
    sandbox
}

fn docs(sandbox: &Sandbox) {
    sandbox.pave(&["module", "docs", "./acme/modules/module"]).ok();
}

/// Replaces a text in a file of the module.
#[track_caller]
fn change(sandbox: &Sandbox, file: &str, from: &str, to: &str) {
    let path = format!("acme/modules/module/{file}");
    let text = sandbox.read(&path);
    assert!(text.contains(from), "{text}");
    sandbox.write(&path, text.replace(from, to));
    docs(sandbox);
}

fn release(sandbox: &Sandbox, version: &str) {
    change(sandbox, "module.yaml", "version: 1.0.0", &format!("version: {version}"));
    change(
        sandbox,
        "CHANGELOG.md",
        "# Changelog\n",
        &format!("# Changelog\n\n## {version}\n\nMore.\n"),
    );
}

fn vet(sandbox: &Sandbox, words: &[&str]) -> Ran {
    sandbox.pave(&[&["--catalog", "acme", "vet", "module"], words].concat())
}

fn record(sandbox: &Sandbox, words: &[&str]) -> Value {
    vet(sandbox, &[&["--json", "--no-tests"], words].concat()).json()
}

#[test]
fn a_module_is_compared_with_its_last_release() {
    let sandbox = repository();
    let ran = vet(&sandbox, &["--no-tests"]).ok();
    assert_eq!(
        ran.stdout,
        "module  version  findings  compared with\nmodule  1.0.0    fit       module/v1.0.0\n"
    );
    let told = record(&sandbox, &[]);
    let previous = serde_json::json!({ "name": "module/v1.0.0", "version": "1.0.0" });
    assert_eq!(told["modules"][0]["previous"], previous);
    // From its folder too.
    let told = sandbox.pave(&["vet", "./acme/modules/module", "--no-tests", "--json"]).json();
    assert_eq!(told["modules"][0]["previous"], previous);

    // A tag of another module or of everything is no release of this one.
    for tag in ["module/v0.9.0", "module/v1.0.0"] {
        git(&sandbox, &["tag", "-d", tag]);
    }
    let ran = vet(&sandbox, &["--no-tests"]).ok();
    assert_eq!(
        ran.stdout,
        "module  version  findings  compared with\nmodule  1.0.0    fit       no release\n"
    );
    assert_eq!(record(&sandbox, &[])["modules"][0]["previous"], Value::Null);
}

#[test]
fn a_version_that_is_too_low_is_found() {
    let sandbox = repository();
    change(&sandbox, "variables.tf", "\"retention_seconds\"", "\"kept_seconds\"");
    change(&sandbox, "main.tf", "var.retention_seconds", "var.kept_seconds");
    release(&sandbox, "1.1.0");
    let told = record(&sandbox, &[]);
    assert_eq!(found(&told), ["version-too-low"]);
    let finding = told["modules"][0]["findings"][0].clone();
    assert_eq!(finding["message"], "1.1.0 is too low");
    assert!(
        finding["help"].to_string().contains("the smallest legal version is 2.0.0"),
        "{finding}"
    );
    change(&sandbox, "module.yaml", "version: 1.1.0", "version: 2.0.0");
    change(&sandbox, "CHANGELOG.md", "## 1.1.0", "## 2.0.0");
    assert_eq!(found(&record(&sandbox, &[])), [""; 0]);
}

#[test]
fn the_same_version_again_is_found_when_something_changed() {
    let sandbox = repository();
    change(&sandbox, "outputs.tf", "\"queue_url\"", "\"address\"");
    let told = record(&sandbox, &[]);
    assert_eq!(found(&told), ["version-too-low"]);
    let message = &told["modules"][0]["findings"][0]["message"];
    assert_eq!(message, "1.0.0 has been released, and the module has changed");
}

#[test]
fn a_guarantee_that_is_weakened_is_found_whatever_the_version() {
    let sandbox = repository();
    change(&sandbox, "main.tf", "= true", "= false");
    release(&sandbox, "2.0.0");
    let told = record(&sandbox, &[]);
    assert!(found(&told).contains(&"version-too-low".to_owned()), "{told:#}");
    let told = told.to_string();
    assert!(told.contains("something changed that no version makes right"), "{told}");
}

#[test]
fn a_module_that_lay_elsewhere_is_compared_when_that_is_named() {
    let sandbox = repository();
    git(&sandbox, &["mv", "acme/modules/module", "acme/modules/other"]);
    commit(&sandbox);
    git(&sandbox, &["tag", "other/v1.0.0", "module/v1.0.0"]);
    let words = ["vet", "./acme/modules/other", "--no-tests", "--json"];
    let ran = sandbox.pave(&[&words[..3], &[]].concat()).expect(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: `other/v1.0.0` has no folder `acme/modules/other`
      help: name the folder that it had then: other/v1.0.0:PATH
    ");
    let there = ["--against", "other/v1.0.0:acme/modules/module"];
    let told = sandbox.pave(&[&words[..], &there].concat()).json();
    assert_eq!(told["modules"][0]["previous"]["version"], "1.0.0");
}

#[test]
fn against_takes_what_diff_takes() {
    let sandbox = repository();
    let named =
        |word: &str| record(&sandbox, &["--against", word])["modules"][0]["previous"].clone();
    for (word, version) in [
        ("module/v0.9.0", "0.9.0"),
        ("v9.0.0", "9.0.0"),
        ("HEAD:acme/modules/module", "1.0.0"),
        ("module@0.9.0", "0.9.0"),
        ("acme/modules/module", "1.0.0"),
    ] {
        assert_eq!(named(word), serde_json::json!({ "name": word, "version": version }));
    }
    let ran = vet(&sandbox, &["--no-tests", "--against", "v0.0.1"]).expect(2);
    assert!(ran.stderr.contains("`v0.0.1`"), "{}", ran.stderr);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn an_upgrade_from_the_last_release_that_destroys_is_found() {
    let sandbox = repository();
    change(&sandbox, "main.tf", "\"this\"", "\"main\"");
    for file in ["outputs.tf", "module.yaml", "tests/basic.tftest.hcl"] {
        change(&sandbox, file, "aws_sqs_queue.this", "aws_sqs_queue.main");
    }
    release(&sandbox, "1.1.0");
    let told = vet(&sandbox, &["--mutants", "none", "--json"]).expect(1).json();
    let rules = found(&told);
    assert!(rules.contains(&"vet-upgrade".to_owned()), "{told:#}");
    let findings = told["modules"][0]["findings"].as_array().unwrap();
    let upgrade = findings.iter().find(|f| f["rule"] == "vet-upgrade").unwrap();
    let message = upgrade["message"].as_str().unwrap();
    assert!(message.contains("of the previous release destroys module."), "{message}");
}
