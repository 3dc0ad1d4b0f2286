//! Deprecating, revoking and deleting: who is affected is shown first, and everybody reads why.

use super::{Acme, steady};
use crate::support::pave::PAVE;
use crate::support::pty::{CTRL_C, ENTER, Pty};
use crate::support::registry::http;

/// Asks for the place of `queue` 0.1.0 with a token.
fn download(acme: &Acme, token: Option<&str>) -> reqwest::blocking::Response {
    let url = format!("{}/v1/modules/platform/queue/aws/0.1.0/download", acme.served.url);
    let request = http().get(url);
    match token {
        Some(token) => request.bearer_auth(token).send().unwrap(),
        None => request.send().unwrap(),
    }
}

#[test]
fn revoking_shows_who_is_affected_and_needs_a_yes() {
    let acme = Acme::new("");
    let payments = acme.token("payments", &["read"]);
    assert_eq!(download(&acme, Some(&payments)).status(), 204);
    assert_eq!(download(&acme, None).status(), 204);

    let revoke = ["revoke", "queue", "0.1.0", "--reason", "open to the world"];
    let ran = acme.pave(&revoke).expect(2);
    insta::assert_snapshot!(steady(&ran.stdout), @r"
    platform/queue/aws 0.1.0 was installed 2 times, by 1 consumer with a name
      consumer        downloads  last seen
      without a name  1          [when]
      token:payments  1          [when]
    ");
    insta::assert_snapshot!(ran.stderr, @r"
    error: to revoke platform/queue/aws 0.1.0 needs a yes
      help: --yes gives it, once you have seen who is affected
    ");
    assert_eq!(download(&acme, None).status(), 204, "nothing was changed");

    let ran = acme.pave(&[&revoke[..], &["--yes"]].concat()).ok();
    assert!(
        ran.stdout.ends_with("platform/queue/aws 0.1.0 is revoked: open to the world\n"),
        "{ran:?}"
    );
    assert_eq!(download(&acme, Some(&payments)).status(), 204, "who has it keeps it");
    let gone = download(&acme, None);
    assert_eq!(gone.status(), 410);
    assert_eq!(gone.text().unwrap(), "platform/queue/aws 0.1.0 was revoked: open to the world\n");
}

#[test]
fn at_a_terminal_somebody_is_asked() {
    let acme = Acme::new("");
    let data = acme.served.data.to_str().unwrap().to_owned();
    let args = [
        "revoke",
        "queue",
        "0.1.0",
        "--reason",
        "open to the world",
        "--catalog",
        "acme",
        "--registry",
        &acme.served.url,
    ];
    for (key, code, state) in [("n", 0, 204), (CTRL_C, 130, 204), ("y", 0, 410)] {
        let environment = [("PAVE_DATA", data.as_str())];
        let mut pty = Pty::with(&acme.sandbox, (100, 30), PAVE, &args, &environment);
        pty.wait("Revoke platform/queue/aws 0.1.0?").send(key);
        if key != CTRL_C {
            pty.send(ENTER);
        }
        pty.expect(code);
        assert_eq!(download(&acme, None).status(), state, "{key:?}");
    }
}

#[test]
fn programs_are_told_who_is_affected_before_and_after() {
    let acme = Acme::new("");
    assert_eq!(download(&acme, None).status(), 204);
    let revoke = ["revoke", "queue", "0.1.0", "--reason", "open to the world", "--json"];
    let before = acme.pave(&revoke).expect(2).json();
    assert_eq!((&before["done"], &before["affected"][0]["downloads"]), (&false.into(), &1.into()));
    let after = acme.pave(&[&revoke[..], &["--yes"]].concat()).ok().json();
    assert_eq!((&after["done"], &after["release"]["state"]), (&true.into(), &"revoked".into()));
}

#[test]
fn who_reads_only_is_not_told_who_else_does() {
    let acme = Acme::new("");
    let reader = acme.token("reader", &["read"]);
    let args = ["revoke", "queue", "0.1.0", "--reason", "x", "--yes"];
    let ran = acme.pave_as(&reader, &args).expect(1);
    assert!(ran.stderr.contains("token:reader has no scope approve"), "{ran:?}");
}

#[test]
fn a_deprecated_release_says_why_until_when_and_what_else() {
    let acme = Acme::new("");
    let args = [
        "deprecate",
        "queue",
        "0.1.0",
        "--reason",
        "bucket does it too",
        "--successor",
        "platform/bucket/aws 0.1.0",
        "--until",
        "2027-03-31",
    ];
    let ran = acme.pave(&args).ok();
    insta::assert_snapshot!(ran.stdout, @"platform/queue/aws 0.1.0 is deprecated until 2027-03-31: bucket does it too. Use platform/bucket/aws 0.1.0");
    // Everybody sees it: whoever looks at the release, and whoever composes from the registry.
    let ran = acme.pave(&["release", "show", "queue"]).ok();
    assert!(ran.stdout.contains("0.1.0 is deprecated: bucket does it too"), "{}", ran.stdout);
    let args = ["list", "--registry", &acme.served.url];
    let ran = acme.sandbox.pave(&args).ok();
    assert!(ran.stdout.contains("(deprecated)"), "{}", ran.stdout);
    let ran = acme.sandbox.pave(&["show", "queue", "--registry", &acme.served.url]).ok();
    assert!(ran.stdout.contains("bucket does it too"), "{}", ran.stdout);

    let ran =
        acme.pave(&["deprecate", "queue", "0.1.0", "--reason", "x", "--until", "soon"]).expect(2);
    assert!(ran.stderr.contains("`soon` is no day"), "{ran:?}");
    // And back.
    let ran = acme.pave(&["approve", "queue", "0.1.0"]).ok();
    assert_eq!(ran.stdout, "platform/queue/aws 0.1.0 is approved\n");
}

#[test]
fn a_deleted_release_leaves_a_tombstone() {
    let acme = Acme::new("");
    let delete = ["release", "delete", "queue", "0.1.0", "--reason", "a secret was in it"];
    acme.pave(&delete).expect(2);
    acme.pave(&[&delete[..], &["--yes"]].concat()).ok();
    let gone = download(&acme, None);
    assert_eq!(gone.status(), 410);
    assert!(gone.text().unwrap().contains("was deleted: a secret was in it"));
    let ran = acme.pave(&["publish", "queue", "--no-tests"]).expect(1);
    assert!(ran.stderr.contains("platform/queue/aws 0.1.0 was deleted"), "{ran:?}");
}

#[test]
fn a_version_said_by_a_flag_is_no_question_after_that_of_the_program() {
    let acme = Acme::new("");
    let ran = acme.pave(&["revoke", "queue", "--version", "0.1.0", "--reason", "x"]).expect(2);
    assert!(ran.stderr.contains("unexpected argument '--version'"), "{}", ran.stderr);
}
