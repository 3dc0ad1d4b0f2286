//! `pave release show` and `list`: states, digests, provenance, and a signature that holds or not.

use super::Acme;

#[test]
fn a_release_is_shown_with_its_digests_and_a_signature_that_holds() {
    let acme = Acme::new("");
    let ran = acme.pave(&["release", "show", "queue", "0.1.0"]).ok();
    let filters = vec![
        (r"h1:\S+", "h1:…"),
        (r"sha256:\w+", "sha256:…"),
        (r"\d+ bytes", "N bytes"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "[when]"),
        (r"key \S+=", "key …"),
    ];
    insta::with_settings!({filters => filters}, {
        insta::assert_snapshot!(ran.stdout, @r"");
    });
    let ran = acme.pave(&["release", "list"]).ok();
    insta::assert_snapshot!(ran.stdout, @r"");
    let ran = acme.pave(&["release", "show", "queue", "9.9.9"]).expect(2);
    insta::assert_snapshot!(ran.stderr, @r"");
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
    insta::assert_snapshot!(ran.stderr, @r"");
}
