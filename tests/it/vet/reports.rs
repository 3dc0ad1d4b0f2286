//! The forms in which findings are told.

use std::fs;

use serde_json::Value;

use super::put_base;
use crate::support::pave::Sandbox;

/// A module with an error, a warning that is let pass, and a fix.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    put_base(&sandbox, "module");
    sandbox.pave(&["module", "docs", "./module"]).ok();
    let append = |file: &str, more: &str| {
        let path = sandbox.path("module").join(file);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, format!("{text}{more}")).unwrap();
    };
    append("main.tf", "\n/* 𝔸 */ provider \"aws\" {\n}\n\nlocals {\n  a = \"\u{200B}\"\n}\n");
    append("outputs.tf", "\noutput \"name\" {\n  description = \"Name.\"\n  value = var.name\n}\n");
    append(
        "module.yaml",
        "waivers:\n  - rule: output-echo\n    at: outputs.tf\n    reason: Old callers read it.\n",
    );
    append("terraform.tf", "\nterraform {\n}\n");
    sandbox.pave(&["module", "docs", "./module"]).ok();
    sandbox
}

#[test]
fn sarif_tells_places_fixes_and_what_is_let_pass() {
    let log =
        sandbox().pave(&["vet", "--no-tests", "./module", "--format", "sarif"]).expect(1).json();
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let of = |rule: &str| {
        let results = run["results"].as_array().unwrap();
        results.iter().find(|r| r["ruleId"] == rule).unwrap_or_else(|| panic!("{rule}: {log}"))
    };
    let provider = of("provider-configured");
    let region = &provider["locations"][0]["physicalLocation"]["region"];
    // The letter before it counts twice in UTF-16.
    assert_eq!((&region["startLine"], &region["startColumn"]), (&7.into(), &10.into()));
    let uri = &provider["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "module/main.tf");
    let index = usize::try_from(provider["ruleIndex"].as_u64().unwrap()).unwrap();
    let rule = &run["tool"]["driver"]["rules"][index];
    assert_eq!(rule["id"], "provider-configured");
    assert!(rule["help"]["markdown"].as_str().unwrap().contains("`count`"), "{rule}");

    let hidden = &of("hidden-characters")["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(hidden["insertedContent"]["text"], "");
    let waived = of("output-echo");
    assert_eq!(waived["level"], "note");
    assert_eq!(waived["suppressions"][0]["justification"], "Old callers read it.");
    let related = &of("terraform-block")["relatedLocations"][0];
    assert_eq!(related["message"]["text"], "the first");
}

#[test]
fn fingerprints_stay_when_lines_move() {
    let sandbox = sandbox();
    let prints = || {
        let log =
            sandbox.pave(&["vet", "--no-tests", "./module", "--format", "sarif"]).expect(1).json();
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        let print = |result: &Value| result["partialFingerprints"]["pave/v1"].clone();
        results.iter().map(print).collect::<Vec<_>>()
    };
    let before = prints();
    let path = sandbox.path("module/main.tf");
    fs::write(&path, format!("# More.\n\n{}", fs::read_to_string(&path).unwrap())).unwrap();
    assert_eq!(prints(), before);
    assert!(before.len() > 3);
}

#[cfg_attr(no_sarif_schema, ignore = "`npm ci` has not been run in tests/oracle")]
#[test]
fn sarif_follows_its_schema() {
    let path = "tests/oracle/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    // What is left of draft 4 in it is its dialect's name alone.
    schema.as_object_mut().unwrap().remove("$schema");
    schema.as_object_mut().unwrap().remove("id");
    let schema = jsonschema::validator_for(&schema).unwrap();
    let broken = Sandbox::new();
    fs::create_dir_all(broken.path("acme")).unwrap();
    fs::write(broken.path("acme/catalog.yaml"), "organisation: [\n").unwrap();
    let logs = [
        sandbox().pave(&["vet", "--no-tests", "./module", "--format", "sarif"]).expect(1),
        Sandbox::new().pave(&["vet", "--no-tests", "--all", "--format", "sarif"]).ok(),
        Sandbox::new().pave(&["catalog", "check", "--format", "sarif"]).ok(),
        broken.pave(&["--catalog", "acme", "catalog", "check", "--format", "sarif"]).expect(1),
        crate::diff::repository().pave(&["diff", "pg", "--format", "sarif"]).expect(1),
    ];
    for log in logs {
        let log = log.json();
        let errors: Vec<String> =
            schema.iter_errors(&log).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}\n{log:#}");
    }
    let wrong = serde_json::json!({ "version": "2.1.0", "runs": [{ "results": [] }] });
    assert!(!schema.is_valid(&wrong), "a run has a tool");
}

#[test]
fn a_workflow_gets_annotations() {
    let ran = sandbox().pave(&["vet", "--no-tests", "./module", "--format", "github"]).expect(1);
    let line = ran.stdout.lines().find(|line| line.contains("provider-configured")).unwrap();
    insta::assert_snapshot!(line, @"::error file=module/main.tf,line=7,endLine=8,title=provider-configured::the provider `aws` is configured in the module%0Aremove the block; a further configuration is asked for by configuration_aliases");
    assert!(ran.stdout.lines().all(|line| line.starts_with("::")), "{}", ran.stdout);
}

#[test]
fn people_are_told_what_is_let_pass_and_why() {
    let ran = sandbox().pave(&["vet", "--no-tests", "./module"]).expect(1);
    let at = ran.stderr.find("note[output-echo]").unwrap_or_else(|| panic!("{}", ran.stderr));
    let one = ran.stderr[at..].split("\n\n").next().unwrap();
    insta::assert_snapshot!(one, @"
    note[output-echo]: the output repeats `var.name`
     --> ./module/outputs.tf:8:11
      |
    8 |   value = var.name
      |           ^^^^^^^^
      |
    help: remove it, or give the attribute of the resource that carries it
    note: let pass: Old callers read it.
    ");
    insta::assert_snapshot!(ran.stdout.trim_end(), @"
    module  version  findings              compared with
    module  1.0.0    3 errors, 1 let pass  no release
    ");
}
