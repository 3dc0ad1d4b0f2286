//! `pave diff --history`: every release of a module compared with the one before.

use super::{commit, git};
use crate::support::pave::Sandbox;

/// A repository with releases of `modules/pg` and of another module.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    git(&sandbox, &["init", "-q"]);
    let release = |inputs: &[&str], tag: &str| {
        let variables = inputs.iter().map(|name| {
            format!("variable \"{name}\" {{\n  type    = string\n  default = \"a\"\n}}\n\n")
        });
        sandbox.write("modules/pg/main.tf", variables.collect::<String>());
        commit(&sandbox);
        git(&sandbox, &["tag", "-a", "-m", "a release", tag]);
    };
    release(&["size"], "pg/v0.9.0");
    release(&["size", "zone"], "pg/v1.0.0");
    release(&["size", "zone", "name"], "pg/v1.1.0-rc.1");
    release(&["size", "zone", "name", "host"], "pg/v1.1.0");
    release(&["size", "zone", "host"], "pg/v1.1.1");
    release(&["size", "zone", "host", "port"], "pg/v1.10.0");
    git(&sandbox, &["tag", "pg/v1"]);
    git(&sandbox, &["tag", "other/v9.0.0"]);
    sandbox
}

#[test]
fn releases_are_compared_in_order_of_their_versions() {
    let sandbox = repository();
    let shown = sandbox.pave(&["diff", "--history", ".:modules/pg"]).ok().stdout;
    insta::assert_snapshot!(shown, @r#"
    old    new     called  was    denied  major  review  lints
    0.9.0  1.0.0   major   minor                         variable-added-optional
    1.0.0  1.1.0   minor   minor                         variable-added-optional
    1.1.0  1.1.1   patch   major          1              variable-removed
    1.1.1  1.10.0  minor   minor                         variable-added-optional

    5 releases of modules/pg, 4 compared with the one before.
    Called minor: 2. More than that by the text alone: 0. Perhaps more, for a review to say: 0.
    Called patch: 1. More than that by the text alone: 1. Perhaps more, for a review to say: 0.
    "#);
    let same = sandbox.pave(&["diff", "--history", "modules/pg"]).ok().stdout;
    assert_eq!(shown, same);
}

#[test]
fn a_history_is_told_as_markdown_and_as_json() {
    let sandbox = repository();
    let words = ["diff", "--history", "modules/pg", "--pre-releases"];
    let shown = sandbox.pave(&[&words[..], &["--format", "markdown"]].concat()).ok().stdout;
    insta::assert_snapshot!(shown, @r#"
    | old | new | called | was | denied | major | review | lints |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    | 0.9.0 | 1.0.0 | major | minor |  |  |  | variable-added-optional |
    | 1.0.0 | 1.1.0-rc.1 | minor | minor |  |  |  | variable-added-optional |
    | 1.1.0-rc.1 | 1.1.0 | patch | minor |  |  |  | variable-added-optional |
    | 1.1.0 | 1.1.1 | patch | major |  | 1 |  | variable-removed |
    | 1.1.1 | 1.10.0 | minor | minor |  |  |  | variable-added-optional |

    6 releases of modules/pg, 5 compared with the one before.
    Called minor: 2. More than that by the text alone: 0. Perhaps more, for a review to say: 0.
    Called patch: 2. More than that by the text alone: 1. Perhaps more, for a review to say: 0.
    "#);
    let told = sandbox.pave(&[&words[..], &["--json"]].concat()).ok().json();
    assert_eq!(told["releases"], 6);
    let last = &told["steps"][3];
    assert_eq!((&last["new_tag"], &last["called"]), (&"pg/v1.1.1".into(), &"patch".into()));
    assert_eq!((&last["was"], &last["smallest_version"]), (&"major".into(), &"2.0.0".into()));
    assert_eq!((&last["too_low"], &last["decided"]), (&true.into(), &true.into()));
}

#[test]
fn a_release_without_the_module_is_passed_over() {
    let sandbox = repository();
    git(&sandbox, &["rm", "-q", "-r", "modules"]);
    sandbox.write("README.md", "gone");
    commit(&sandbox);
    git(&sandbox, &["tag", "pg/v1.11.0"]);
    let told = sandbox.pave(&["diff", "--history", ".:modules/pg", "--json"]).ok().json();
    assert_eq!(told["without"], serde_json::json!(["pg/v1.11.0"]));
    assert_eq!(told["steps"].as_array().unwrap().len(), 4);
}

#[test]
fn a_history_that_cannot_be_told_says_what_was_looked_for() {
    let sandbox = repository();
    let error = sandbox.pave(&["diff", "--history"]).expect(2).stderr;
    insta::assert_snapshot!(error, @r#"
    error: there is no release of the repository
      help: releases are tags such as `v1.2.3`
      help: there are releases of other modules: other, pg
    "#);
    git(&sandbox, &["tag", "only/v1.0.0"]);
    let error = sandbox.pave(&["diff", "--history", ".:only"]).expect(2).stderr;
    insta::assert_snapshot!(error, @r#"
    error: `only/v1.0.0` is the only release of .
      help: a history needs two; --pre-releases counts those too
    "#);
    sandbox.write("empty/file", "");
    let nowhere = Sandbox::new();
    let error = nowhere.pave(&["diff", "--history"]).expect(2).stderr;
    insta::assert_snapshot!(error, @"error: . is in no git repository");
}
