//! `pave publish`: vetted, judged against what the registry has, packed, sent; once and for ever.

use super::Acme;
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
    insta::with_settings!({filters => vec![(r"h1:\S+", "h1:…"), (r"sha256:\w+, \d+", "sha256:…, N")]}, {
        insta::assert_snapshot!(ran.stdout, @r"");
    });
    insta::assert_snapshot!(ran.stderr, @r"");
    let versions = || {
        let url = format!("{}/v1/modules/platform/queue/aws/versions", acme.served.url);
        http().get(url).send().unwrap().text().unwrap()
    };
    assert!(!versions().contains("0.1.1"), "nobody but its makers sees it: {}", versions());
    let ran = acme.pave(&["approve", "queue", "0.1.1"]).ok();
    insta::assert_snapshot!(ran.stdout, @r"");
    assert!(versions().contains("0.1.1"), "{}", versions());
}

#[test]
fn a_version_below_what_changed_is_refused_with_the_changes() {
    let acme = Acme::new("");
    acme.change("0.1.1", "outputs.tf", "output \"url\"", "output \"address\"");
    let ran = acme.pave(&["publish", "queue", "--no-tests"]).expect(1);
    insta::assert_snapshot!(ran.stderr, @r"");
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
    insta::assert_json_snapshot!(body, @"");
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
    assert_eq!((&first["previous"], &first["smallest"]), (&"0.1.0".into(), &"0.2.0".into()));

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
    insta::assert_snapshot!(ran.stderr, @r"");
}
