//! Where a release comes from: commit, tag, repository, the run that published it.

use super::Acme;

fn git(acme: &Acme, args: &[&str]) -> String {
    let ran = acme.sandbox.command("git").args(["-C", "acme"]).args(args).output().unwrap();
    assert!(ran.status.success(), "{args:?}: {ran:?}");
    String::from_utf8(ran.stdout).unwrap().trim().to_owned()
}

/// The catalog in git, with a change of `queue` that is committed and tagged.
fn in_git() -> (Acme, String) {
    let acme = Acme::new("");
    acme.change("0.1.1", "outputs.tf", "ARN of the SQS queue", "The ARN of the SQS queue");
    git(&acme, &["init", "-q"]);
    git(&acme, &["add", "-A"]);
    git(&acme, &["commit", "-qm", "Begin"]);
    git(&acme, &["tag", "queue/v0.1.1"]);
    let origin = "https://ci:s3cret@git.acme.example/platform/catalog.git";
    git(&acme, &["remote", "add", "origin", origin]);
    let commit = git(&acme, &["rev-parse", "HEAD"]);
    (acme, commit)
}

#[test]
fn a_release_says_commit_tag_repository_and_run_and_no_secret() {
    let (acme, commit) = in_git();
    let mut command = acme.command(&acme.served.admin_token());
    command
        .args(["publish", "queue", "--no-tests"])
        .env("GITHUB_SERVER_URL", "https://github.com")
        .env("GITHUB_REPOSITORY", "acme/catalog")
        .env("GITHUB_RUN_ID", "42");
    crate::support::pave::Ran::new(command.output().unwrap()).ok();
    let shown = acme.pave(&["release", "show", "queue", "0.1.1", "--json"]).ok().json();
    assert_eq!(
        shown["statement"]["provenance"],
        serde_json::json!({
            "repository": "https://git.acme.example/platform/catalog.git",
            "commit": commit,
            "tag": "queue/v0.1.1",
            "run": "https://github.com/acme/catalog/actions/runs/42",
        })
    );
    let text = acme.pave(&["release", "show", "queue", "0.1.1"]).ok().stdout;
    assert!(text.contains(&format!("  commit      {commit}\n")), "{text}");
    assert!(text.contains("  tag         queue/v0.1.1\n"), "{text}");
}

#[test]
fn what_is_not_committed_is_refused_unless_somebody_insists() {
    let (acme, commit) = in_git();
    acme.sandbox.write("acme/modules/queue/NOTES.md", "Not committed.\n");
    let ran = acme.pave(&["publish", "queue", "--no-tests"]).expect(1);
    insta::assert_snapshot!(ran.stderr, @r"
    warning[card-incomplete]: the card has no `aliases`
     --> acme/modules/queue/module.yaml:1:7
      |
    1 | name: queue
      |       ^^^^^
      |
    help: list what a developer would call it

    error: acme/modules/queue is not as it is committed
      help: commit the changes, so that the release can be traced to them
      help: --allow-dirty publishes it all the same, and the release says so
    ");
    // A change elsewhere in the repository is no part of the module.
    std::fs::remove_file(acme.sandbox.path("acme/modules/queue/NOTES.md")).unwrap();
    acme.sandbox.write("acme/modules/bucket/NOTES.md", "Not committed.\n");
    acme.pave(&["publish", "queue", "--no-tests", "--dry-run"]).ok();

    acme.sandbox.write("acme/modules/queue/NOTES.md", "Not committed.\n");
    acme.pave(&["publish", "queue", "--no-tests", "--allow-dirty"]).ok();
    let shown = acme.pave(&["release", "show", "queue", "0.1.1", "--json"]).ok().json();
    let provenance = &shown["statement"]["provenance"];
    assert_eq!(provenance["commit"], format!("{commit}-dirty"));
    assert_eq!(provenance.get("tag"), None);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_terraform_tried_against_the_last_release_is_part_of_it() {
    let acme = Acme::new("");
    acme.change("0.1.1", "outputs.tf", "ARN of the SQS queue", "The ARN of the SQS queue");
    acme.pave(&["publish", "queue", "--mutants", "sample"]).ok();
    let shown = acme.pave(&["release", "show", "queue", "0.1.1", "--json"]).ok().json();
    let tried = "1 of 1 examples planned, 3 tests passed, 1 of 1 guardrails upheld";
    assert_eq!(shown["statement"]["provenance"]["trials"], tried);
    assert_eq!(shown["statement"]["judged_against"], "0.1.0");
}
