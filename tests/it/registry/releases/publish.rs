//! `pave publish`: vetted, judged against what the registry has, packed, sent; once and for ever.

use super::{Acme, steady};
use crate::support::registry::http;

/// A second output value: a minor change.
const ONE_MORE: (&str, &str) = (
    "output \"url\"",
    "output \"account\" {\n  description = \"Account of the queue.\"\n  value = aws_sqs_queue.this.owner_account\n}\n\noutput \"url\"",
);

#[test]
fn a_module_is_published_waits_for_review_and_is_then_installed() {
    let acme = Acme::new("");
    acme.change("0.1.1", "outputs.tf", "ARN of the SQS queue", "The ARN of the SQS queue");
    let ran = acme.pave(&["publish", "queue", "--no-tests"]).ok();
    insta::assert_snapshot!(steady(&ran.stdout), @r"
    module  version  findings   compared with
    queue   0.1.1    1 warning  0.1.0

    platform/queue/aws 0.1.1, after 0.1.0
      patch   the description of the output value `arn` is another (output-description-changed)
      patch   callers do not use what changed: README.md (files-changed)
      it may be 0.1.1 or higher
      tree    h1:[hash]
      archive sha256:[hash], [n] bytes
    platform/queue/aws 0.1.1 is published: in-review
    ");
    insta::assert_snapshot!(ran.stderr, @r"
    warning[card-incomplete]: the card has no `aliases`
     --> acme/modules/queue/module.yaml:1:7
      |
    1 | name: queue
      |       ^^^^^
      |
    help: list what a developer would call it

    `pave approve platform/queue/aws 0.1.1` lets it be used
    ");
    let versions = || {
        let url = format!("{}/v1/modules/platform/queue/aws/versions", acme.served.url);
        http().get(url).send().unwrap().text().unwrap()
    };
    assert!(!versions().contains("0.1.1"), "nobody but its makers sees it: {}", versions());
    let ran = acme.pave(&["approve", "queue", "0.1.1"]).ok();
    insta::assert_snapshot!(ran.stdout, @"platform/queue/aws 0.1.1 is approved");
    assert!(versions().contains("0.1.1"), "{}", versions());
}

#[test]
fn a_version_below_what_changed_is_refused_with_the_changes() {
    let acme = Acme::new("");
    acme.change("0.1.1", "outputs.tf", "output \"url\"", "output \"address\"");
    let ran = acme.pave(&["publish", "queue", "--no-tests"]).expect(1);
    insta::assert_snapshot!(ran.stderr, @r#"
    warning[card-incomplete]: the card has no `aliases`
     --> acme/modules/queue/module.yaml:1:7
      |
    1 | name: queue
      |       ^^^^^
      |
    help: list what a developer would call it

    error[version-too-low]: 0.1.1 is too low
     --> acme/modules/queue/module.yaml:2:10
      |
    2 | version: "0.1.1"
      |          ^^^^^^^
      |
    help: the output value `url` was removed (major): output-removed
    help: the output value `address` was added (minor): output-added
    help: callers do not use what changed: README.md (patch): files-changed
    help: the smallest legal version is 0.2.0; `pave diff` shows all

    nothing is published: what was found has to be mended first
    "#);
}

#[test]
fn the_registry_judges_by_itself_what_a_client_did_not() {
    let acme = Acme::new("");
    acme.change("0.1.1", "outputs.tf", "output \"url\"", "output \"address\"");
    let packed = crate::support::registry::packed(&acme.sandbox.path("acme/modules/queue"));
    let url = format!("{}/api/v1/modules/platform/queue/aws/0.1.1", acme.served.url);
    let put = http().put(url).bearer_auth(acme.served.admin_token()).body(packed);
    let answer = put.send().unwrap();
    assert_eq!(answer.status(), 422);
    let body: serde_json::Value = answer.json().unwrap();
    insta::assert_snapshot!(steady(&format!("{body:#}")), @r#"
    {
      "error": "platform/queue/aws is not fit to be released",
      "findings": [
        {
          "fix": [],
          "help": [
            "the output value `url` was removed (major): output-removed",
            "the output value `address` was added (minor): output-added",
            "callers do not use what changed: README.md (patch): files-changed",
            "the smallest legal version is 0.2.0; `pave diff` shows all"
          ],
          "labels": [
            {
              "column": 10,
              "end_column": 17,
              "end_line": 2,
              "line": 2,
              "path": "the-upload.tar.gz/module.yaml",
              "text": ""
            }
          ],
          "message": "0.1.1 is too low",
          "rule": "version-too-low",
          "severity": "error"
        }
      ],
      "hints": [
        "`pave vet` says the same, and more, before anything is published"
      ]
    }
    "#);
}

#[test]
fn publishing_the_same_again_changes_nothing_and_other_files_are_refused() {
    let acme = Acme::new("");
    acme.change("0.2.0", "outputs.tf", ONE_MORE.0, ONE_MORE.1);
    let first = acme.pave(&["publish", "queue", "--no-tests", "--json"]).ok().json();
    let again = acme.pave(&["publish", "queue", "--no-tests", "--json"]).ok().json();
    let (first, again) = (&first["releases"][0], &again["releases"][0]);
    assert_eq!((&first["existed"], &again["existed"]), (&false.into(), &true.into()));
    assert_eq!(first["archive"], again["archive"]);
    assert_eq!((&first["previous"], &first["smallest"]), (&"0.1.0".into(), &"0.1.1".into()));

    // The same version with other files: found here, before anything is sent…
    acme.change("0.2.0", "outputs.tf", "Account of the queue", "Account");
    let ran = acme.pave(&["publish", "queue", "--no-tests"]).expect(1);
    assert!(ran.stderr.contains("0.2.0 has been released, and the module has changed"), "{ran:?}");
    // …and refused there.
    let packed = crate::support::registry::packed(&acme.sandbox.path("acme/modules/queue"));
    let url = format!("{}/api/v1/modules/platform/queue/aws/0.2.0", acme.served.url);
    let answer =
        http().put(url).bearer_auth(acme.served.admin_token()).body(packed).send().unwrap();
    assert_eq!(answer.status(), 409);
    assert!(answer.text().unwrap().contains("exists with other files"));
}

#[test]
fn a_dry_run_tells_everything_and_sends_nothing() {
    let acme = Acme::new("");
    acme.change("0.2.0", "outputs.tf", ONE_MORE.0, ONE_MORE.1);
    let ran = acme.pave(&["publish", "queue", "--no-tests", "--dry-run"]).ok();
    assert!(ran.stdout.contains("the output value `account` was added (output-added)"), "{ran:?}");
    assert!(ran.stderr.contains("this was a dry run"), "{ran:?}");
    acme.pave(&["release", "show", "queue", "0.2.0"]).expect(2);
}

#[test]
fn a_draft_is_seen_by_its_makers_and_submitted_by_them() {
    let acme = Acme::new("");
    acme.change("0.2.0", "outputs.tf", ONE_MORE.0, ONE_MORE.1);
    let maker = acme.token("maker", &["publish"]);
    let reader = acme.token("reader", &["read"]);
    let ran = acme.pave_as(&maker, &["publish", "queue", "--no-tests", "--draft", "--json"]).ok();
    assert_eq!(ran.json()["releases"][0]["state"], "draft");
    acme.pave_as(&reader, &["release", "show", "queue", "0.2.0"]).expect(2);
    let ran = acme.pave_as(&maker, &["release", "submit", "queue", "0.2.0"]).ok();
    assert_eq!(ran.stdout, "platform/queue/aws 0.2.0 is in-review\n");
}

#[test]
fn a_folder_outside_a_catalog_is_published_under_a_name_that_is_given() {
    let acme = Acme::new("");
    let copied = std::process::Command::new("cp")
        .args(["-r", "acme/modules/queue", "queue"])
        .current_dir(acme.sandbox.path(""))
        .status()
        .unwrap();
    assert!(copied.success());
    let ran = acme.pave(&["publish", "./queue", "--no-tests"]).expect(2);
    assert!(ran.stderr.contains("--as NAMESPACE/NAME/SYSTEM"), "{ran:?}");
    let args =
        ["publish", "./queue", "--no-tests", "--as", "data/queue/aws", "--approve", "--json"];
    let ran = acme.pave(&args).ok().json();
    assert_eq!(ran["releases"][0]["module"], "data/queue/aws");
    assert_eq!(ran["releases"][0]["state"], "approved");
}

#[test]
fn who_may_not_publish_is_told_what_is_missing() {
    let acme = Acme::new("");
    acme.change("0.2.0", "outputs.tf", ONE_MORE.0, ONE_MORE.1);
    let reader = acme.token("reader", &["read"]);
    let ran = acme.pave_as(&reader, &["publish", "queue", "--no-tests"]).expect(1);
    insta::assert_snapshot!(ran.stderr, @r"
    warning[card-incomplete]: the card has no `aliases`
     --> acme/modules/queue/module.yaml:1:7
      |
    1 | name: queue
      |       ^^^^^
      |
    help: list what a developer would call it

    error: token:reader has no scope publish in the whole registry
      help: ask who looks after the registry for a token with that scope
    ");
}

#[test]
fn without_a_catalog_no_module_of_the_program_is_published() {
    let acme = Acme::new("");
    let mut command = acme.sandbox.command(crate::support::pave::PAVE);
    command.env("PAVE_REGISTRY", &acme.served.url).args(["publish", "topic", "--no-tests"]);
    let ran = crate::support::pave::Ran::new(command.output().unwrap()).expect(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: no catalog is named that the modules are in
      help: name it with --catalog DIR or in PAVE_CATALOG, or name the modules' folders
    ");
}
