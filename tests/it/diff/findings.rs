//! Changes as findings, for code scanning and for the log of a workflow.

use super::{commit, git};
use crate::support::pave::Sandbox;

/// A module that lost an input variable of its release and has got another.
pub(crate) fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    git(&sandbox, &["init", "-q"]);
    let card =
        "name: pg\nversion: 1.0.0\nsummary: A database.\nowner: team-data\nlifecycle: approved\n";
    sandbox.write("pg/module.yaml", card);
    sandbox.write(
        "pg/main.tf",
        "variable \"size\" {\n  type = string\n}\n\noutput \"id\" {\n  value = 1\n}\n",
    );
    commit(&sandbox);
    git(&sandbox, &["tag", "pg/v1.0.0"]);
    sandbox.write("pg/module.yaml", card.replace("1.0.0", "1.1.0"));
    sandbox.write(
        "pg/main.tf",
        "# More.\nvariable \"name\" {\n  type    = string\n  default = \"a\"\n}\n\noutput \"id\" {\n  value = 1\n}\n",
    );
    sandbox
}

#[test]
fn a_workflow_gets_annotations_in_files_that_are_there_now() {
    let ran = repository().pave(&["diff", "pg", "--format", "github"]).expect(1);
    insta::assert_snapshot!(ran.stdout, @r"
    ::error file=pg/main.tf,line=1,endLine=1,col=1,endColumn=1,title=variable-removed::the input variable `size` was removed%0Astop setting `size`
    ::notice file=pg/main.tf,line=2,endLine=2,col=10,endColumn=16,title=variable-added-optional::the input variable `name` was added with a default
    ");
}

#[test]
fn sarif_tells_the_lints_and_both_places() {
    let ran = repository().pave(&["diff", "pg", "--format", "sarif"]).expect(1);
    let log = ran.json();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let of = |rule: &str| {
        results.iter().find(|r| r["ruleId"] == rule).unwrap_or_else(|| panic!("{rule}: {log:#}"))
    };
    let uri = |place: &serde_json::Value| {
        place["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap().to_owned()
    };
    let removed = of("variable-removed");
    assert_eq!(removed["level"], "error", "1.1.0 is too low for it");
    assert_eq!(uri(&removed["locations"][0]), "pg/main.tf");
    let related = &removed["relatedLocations"][0];
    // A colon in the first segment would be a scheme's.
    assert_eq!(uri(related), "pg/v1.0.0%3Apg/main.tf");
    assert_eq!(related["message"]["text"], "before");
    let added = of("variable-added-optional");
    assert_eq!(added["level"], "note");
    assert_eq!(added["locations"][0]["physicalLocation"]["region"]["startLine"], 2);
    let index = usize::try_from(removed["ruleIndex"].as_u64().unwrap()).unwrap();
    let rule = &run["tool"]["driver"]["rules"][index];
    assert_eq!(rule["shortDescription"]["text"], "An input variable was removed or renamed");
    assert!(!rule["help"]["markdown"].as_str().unwrap().is_empty());
}

#[test]
fn a_break_that_the_version_tells_of_is_a_warning() {
    let sandbox = repository();
    let ran = sandbox.pave(&["diff", "pg", "--to", "2.0.0", "--format", "github"]).ok();
    assert!(ran.stdout.starts_with("::warning file=pg/main.tf,line=1"), "{}", ran.stdout);
}

#[test]
fn what_could_not_be_read_is_told_too() {
    let sandbox = repository();
    sandbox.write("pg/broken.tf", "variable {\n");
    let ran = sandbox.pave(&["diff", "pg", "--format", "github"]);
    assert!(ran.stdout.contains("file=pg/broken.tf"), "{}", ran.stdout);
    assert!(ran.code.is_some_and(|code| code > 1), "{ran:?}");
}

#[test]
fn a_history_has_no_findings() {
    let ran = repository().pave(&["diff", "--history", "pg", "--format", "sarif"]).expect(2);
    assert!(ran.stderr.contains("a history has no places"), "{}", ran.stderr);
}
