//! `pave release show` and `list`: states, digests, provenance, and a signature that holds or not.

use super::{Acme, steady};
use crate::registry::import::fake::Fake;
use crate::support::registry::http;

#[test]
fn a_release_is_shown_with_its_digests_and_a_signature_that_holds() {
    let acme = Acme::new("");
    let ran = acme.pave(&["release", "show", "queue", "0.1.0"]).ok();
    insta::assert_snapshot!(steady(&ran.stdout), @r"
    platform/queue/aws 0.1.0: approved
    An encrypted SQS queue.

      published   [when] by catalog
      approved    [when] by operator
      archive     sha256:[hash], [n] bytes
      tree        h1:[hash]
      source      sha256:[hash]
      installed   0 times
      signature   holds, by the ed25519 key [key]
    ");
    let ran = acme.pave(&["release", "list"]).ok();
    insta::assert_snapshot!(ran.stdout, @r"
    module               latest  state     in review  summary
    platform/bucket/aws  0.1.0   approved  -          A private, encrypted and versioned S3 bucket.
    platform/queue/aws   0.1.0   approved  -          An encrypted SQS queue.
    ");
    let ran = acme.pave(&["release", "show", "queue", "9.9.9"]).expect(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: platform/queue/aws has no version 9.9.9
      help: `pave release show platform/queue/aws` lists them
    ");
}

#[test]
fn a_release_that_is_not_what_was_signed_is_told_and_fails() {
    let acme = Acme::new("");
    let shown = |args: &[&str]| acme.pave(&[&["release", "show", "queue", "0.1.0"], args].concat());
    assert_eq!(shown(&["--json"]).ok().json()["signature_holds"], true);
    // Somebody's own key, and not the registry's.
    let other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    assert_eq!(shown(&["--json", "--key", other]).expect(1).json()["signature_holds"], false);

    // Somebody changes the ledger behind the registry's back.
    let Acme { sandbox, served } = acme;
    let data = served.data.clone();
    served.kill();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        use sqlx::Connection as _;
        let url = format!("sqlite://{}", data.join("ledger.db").display());
        let mut db = sqlx::SqliteConnection::connect(&url).await.unwrap();
        let text = "UPDATE releases SET statement = REPLACE(statement, 'h1:', 'h1:A') \
                    WHERE module = 'platform/queue/aws'";
        let changed = sqlx::query(text).execute(&mut db).await.unwrap();
        assert_eq!(changed.rows_affected(), 1);
        db.close().await.unwrap();
    });
    let served = crate::support::registry::Served::start(&sandbox, &["--catalog", "acme"]);
    let acme = Acme { sandbox, served };
    let ran = acme.pave(&["release", "show", "queue", "0.1.0"]).expect(1);
    insta::assert_snapshot!(ran.stderr, @r"
    error: the signature of platform/queue/aws 0.1.0 does not hold
      help: it was made with another key, or the release is not what was signed
      help: do not use it before whoever looks after the registry has found out why
    ");
}

#[test]
fn a_release_that_was_signed_and_not_asked_for_is_told_and_fails() {
    let acme = Acme::new("");
    let told = |path: &str| {
        let request = http().get(format!("{}/api/v1/{path}", acme.served.url));
        request.bearer_auth(acme.served.admin_token()).send().unwrap().text().unwrap()
    };
    let fake = Fake::start();
    fake.json("/api/v1/keys", &told("keys"));
    let release = told("modules/platform/queue/aws/0.1.0");
    for asked in
        ["platform/queue/aws/0.1.0", "platform/queue/aws/0.2.0", "platform/bucket/aws/0.1.0"]
    {
        fake.json(&format!("/api/v1/modules/{asked}"), &release);
        let consumers = told("modules/platform/queue/aws/0.1.0/consumers");
        fake.json(&format!("/api/v1/modules/{asked}/consumers"), &consumers);
    }
    let url = format!("http://{}", fake.host);
    let holds = |module: &str, version: &str, code: i32| {
        let words = ["release", "show", module, version, "--json", "--registry", &url];
        let ran = acme.sandbox.pave(&[&["--catalog", "acme"][..], &words].concat());
        ran.expect(code).json()["signature_holds"].as_bool().unwrap()
    };
    assert!(holds("queue", "0.1.0", 0));
    assert!(!holds("queue", "0.2.0", 1));
    assert!(!holds("bucket", "0.1.0", 1));
}
