//! What other programs found, beside what `pave vet` finds.

use std::fs;

use serde_json::{Value, json};

use super::{found, put_base};
use crate::support::pave::Sandbox;

fn result(uri: &str, rule: &str, level: &str) -> Value {
    json!({
        "ruleId": rule,
        "level": level,
        "message": { "text": "Ensure the queue has a key\nand more" },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": { "startLine": 3, "endLine": 3 }
        } }]
    })
}

fn sandbox(results: &[Value]) -> Sandbox {
    let sandbox = Sandbox::new();
    put_base(&sandbox, "module");
    sandbox.pave(&["module", "docs", "./module"]).ok();
    let log = json!({
        "version": "2.1.0",
        "runs": [{ "tool": { "driver": { "name": "checkov" } }, "results": results }]
    });
    fs::write(sandbox.path("results.sarif"), log.to_string()).unwrap();
    sandbox
}

const VET: [&str; 6] = ["vet", "--no-tests", "./module", "--sarif", "results.sarif", "--json"];

fn waive(sandbox: &Sandbox, waiver: &str) {
    let path = sandbox.path("module/module.yaml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, format!("{text}waivers:\n  - {waiver}\n")).unwrap();
}

#[test]
fn results_that_lie_in_the_module_are_findings_at_their_place() {
    let there = sandbox(&[]);
    let whole =
        format!("file://{}", there.path("module/main.tf").canonicalize().unwrap().display());
    let sandbox = sandbox(&[
        result("module/main.tf", "CKV_AWS_1", "error"),
        result("main.tf", "CKV_AWS_2", "warning"),
        result("elsewhere/main.tf", "CKV_AWS_3", "error"),
        result(&whole, "CKV_AWS_4", "error"),
    ]);
    let ran = sandbox.pave(&VET).expect(1);
    let record = ran.json();
    assert_eq!(found(&record), ["CKV_AWS_1", "CKV_AWS_2"]);
    assert_eq!(record["results_elsewhere"], 2);
    let first = &record["modules"][0]["findings"][0];
    insta::assert_snapshot!(
        format!("{} {} {}", first["severity"], first["message"], first["labels"][0]),
        @r#""error" "Ensure the queue has a key" {"column":1,"end_column":35,"end_line":3,"line":3,"path":"./module/main.tf","text":"found by checkov"}"#
    );
}

#[test]
fn a_waiver_lets_a_result_pass_where_it_says() {
    let sandbox = sandbox(&[result("module/main.tf", "CKV_AWS_1", "error")]);
    waive(&sandbox, "{ rule: CKV_AWS_1, at: main.tf, reason: The service's own key will do. }");
    let ran = sandbox.pave(&VET).ok();
    let finding = &ran.json()["modules"][0]["findings"][0];
    assert_eq!(finding["severity"], "note");
    assert_eq!(finding["waived"], "The service's own key will do.");
}

#[test]
fn a_waiver_for_another_file_lets_nothing_pass() {
    let sandbox = sandbox(&[result("module/main.tf", "CKV_AWS_1", "error")]);
    waive(&sandbox, "{ rule: CKV_AWS_1, at: outputs.tf, reason: It is known. }");
    assert_eq!(found(&sandbox.pave(&VET).expect(1).json()), ["CKV_AWS_1", "waiver-unused"]);
}

#[test]
fn a_waiver_ends_on_its_day() {
    let sandbox = sandbox(&[result("module/main.tf", "CKV_AWS_1", "error")]);
    waive(&sandbox, "{ rule: CKV_AWS_1, reason: It is known., until: 2020-12-31 }");
    assert_eq!(found(&sandbox.pave(&VET).expect(1).json()), ["CKV_AWS_1", "waiver-expired"]);
}

#[test]
fn what_scanners_let_pass_themselves_is_left_out() {
    let mut suppressed = result("module/main.tf", "CKV_AWS_1", "error");
    suppressed["suppressions"] = json!([{ "kind": "inSource" }]);
    let mut passed = result("module/main.tf", "CKV_AWS_2", "none");
    passed["kind"] = json!("pass");
    let ran = sandbox(&[suppressed, passed]).pave(&VET).ok();
    assert_eq!(found(&ran.json()), [""; 0]);
}

#[test]
fn what_is_no_sarif_is_a_matter_of_usage() {
    let sandbox = sandbox(&[]);
    for text in ["", "[]", "{", "{\"runs\": 3}", &"[".repeat(100_000)] {
        fs::write(sandbox.path("results.sarif"), text).unwrap();
        let ran = sandbox.pave(&VET[..5]).expect(2);
        assert!(ran.stderr.contains("results.sarif is no SARIF"), "{}", ran.stderr);
    }
}

#[test]
fn our_own_sarif_can_be_read_back() {
    let sandbox = sandbox(&[]);
    fs::write(sandbox.path("module/prod.tfvars"), "").unwrap();
    let log = sandbox.pave(&["vet", "--no-tests", "./module", "--format", "sarif"]).expect(1);
    fs::write(sandbox.path("results.sarif"), log.stdout).unwrap();
    fs::remove_file(sandbox.path("module/prod.tfvars")).unwrap();
    assert_eq!(found(&sandbox.pave(&VET).expect(1).json()), ["package-private-file"]);
}
