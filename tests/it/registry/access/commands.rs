//! `pave token`, `pave access` and `pave audit`; and that no secret is told where it is not meant.

use std::fs::File;

use crate::support::form::Form as _;
use crate::support::pave::{PAVE, Sandbox};
use crate::support::registry::{Served, http};

#[test]
fn tokens_and_grants_are_looked_after_beside_a_server_and_over_its_api() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let token = |args: &[&str]| sandbox.pave(&[&["token"][..], args].concat());
    let made = token(&[
        "create",
        "ci",
        "--scope",
        "publish",
        "--namespace",
        "platform",
        "--data",
        "data",
        "--json",
    ]);
    let made = made.ok().json();
    let text = made["token"].as_str().unwrap().to_owned();
    // A server follows what is done beside it.
    let url = format!("{}/api/v1/modules", served.url);
    let ask = || http().get(&url).bearer_auth(&text).send().unwrap().status().as_u16();
    let stands = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        ask() == 200
    });
    assert!(stands);

    let api = |args: &[&str]| {
        let mut command = sandbox.command(PAVE);
        command.env("PAVE_REGISTRY", &served.url).env("PAVE_TOKEN", served.admin_token());
        crate::support::pave::Ran::new(command.args(args).output().unwrap())
    };
    let listed = api(&["token", "list"]).ok().stdout;
    let id = made["id"].as_str().unwrap();
    assert!(
        listed.contains(id) && listed.contains("publish") && !listed.contains(&text),
        "{listed}"
    );
    api(&["token", "revoke", id]).ok();
    assert_eq!(ask(), 401);
    api(&["token", "revoke", id]).expect(2);
    let listed = token(&["list", "--data", "data"]).ok().stdout;
    assert!(listed.contains("revoked 2"), "{listed}");

    let versions = format!("{}/v1/modules/platform/postgres/aws/versions", served.url);
    let status = || http().get(&versions).send().unwrap().status().as_u16();
    assert_eq!(status(), 200);
    api(&["access", "set", "platform/postgres/aws", "--group", "data"]).ok();
    assert_eq!(status(), 404);
    let listed = api(&["access", "list"]).ok().stdout;
    insta::assert_snapshot!(listed, @r"
    path                   groups
    platform/postgres/aws  data
    ");
    api(&["access", "set", "platform/postgres/aws", "--everyone"]).ok();
    assert_eq!(status(), 200);
    let refused = api(&["access", "set", "a b", "--everyone"]).expect(2);
    assert!(refused.stderr.contains("is no namespace and no module"), "{}", refused.stderr);
}

#[test]
fn a_log_that_was_changed_is_found_out() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let mut command = sandbox.command(PAVE);
    command.env("PAVE_REGISTRY", &served.url).env("PAVE_TOKEN", served.admin_token());
    let log = crate::support::pave::Ran::new(command.args(["audit", "export"]).output().unwrap());
    let log = log.ok().stdout;
    sandbox.write("log.ndjson", &log);
    let verified = sandbox.pave(&["audit", "verify", "log.ndjson"]).ok().stdout;
    let count = log.lines().count();
    assert!(verified.starts_with(&format!("{count} entries, each follows the one before")));
    assert!(sandbox.pave(&["audit", "verify", "--data", "data"]).ok().stdout == verified);

    let lines: Vec<&str> = log.lines().collect();
    let changed = log.replacen("catalog", "somebody", 1);
    let without: Vec<&str> = [&lines[..3], &lines[4..]].concat();
    let swapped: Vec<&str> = [&lines[..3], &[lines[4], lines[3]], &lines[5..]].concat();
    for (what, text) in [
        ("changed", changed),
        ("taken out", without.join("\n")),
        ("swapped", swapped.join("\n")),
        ("not a log", "x".to_owned()),
    ] {
        sandbox.write("log.ndjson", text);
        let ran = sandbox.pave(&["audit", "verify", "log.ndjson"]).expect(1);
        assert!(ran.stderr.contains("log"), "{what}: {}", ran.stderr);
    }
}

#[test]
fn no_secret_is_in_the_log_of_the_server_or_in_the_audit_log() {
    let sandbox = Sandbox::new();
    sandbox.write("webhook.secret", "webhook-secret-7f3a\n");
    sandbox.write("pave.yaml", "webhook_secret_file: webhook.secret\nlogging: { level: debug }\n");
    let mut command = sandbox.command(PAVE);
    command.args(["serve", "--data", "data", "--listen", "127.0.0.1:0", "--config", "pave.yaml"]);
    command.stderr(File::create(sandbox.path("stderr")).unwrap());
    let served = Served::of(command, sandbox.path("data"));
    let admin = served.admin_token();
    let url = |path: &str| format!("{}{path}", served.url);
    let made = sandbox
        .command(PAVE)
        .env("PAVE_REGISTRY", &served.url)
        .env("PAVE_TOKEN", &admin)
        .args(["token", "create", "second"])
        .output()
        .unwrap();
    let second = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    http().get(url("/api/v1/tokens")).bearer_auth(&second).send().unwrap();
    http().get(url("/api/v1/tokens")).bearer_auth("pave_almost-a-token").send().unwrap();
    let signed = http().post(url("/login")).form(&[("token", admin.as_str())]).send().unwrap();
    let cookie =
        signed.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    http().post(url("/login")).form(&[("token", "pave_wrong-one")]).send().unwrap();
    http().get(url("/login/callback?code=the-code&state=the-state")).send().unwrap();
    http().get(url("/api/v1/tokens")).header("cookie", &cookie).send().unwrap();
    // What was limited has an address with a signature.
    http()
        .put(url("/api/v1/access/platform"))
        .bearer_auth(&admin)
        .json(&serde_json::json!({ "groups": ["g"] }))
        .send()
        .unwrap();
    let download = url("/v1/modules/platform/postgres/aws/1.0.0/download");
    let answer = http().get(download).bearer_auth(&admin).send().unwrap();
    let place = answer.headers()["x-terraform-get"].to_str().unwrap().to_owned();
    http().get(url(&place)).send().unwrap();
    let signature = place.split("signature=").nth(1).unwrap().to_owned();
    let ledger = sandbox.path("data/ledger.db");
    let audit = sandbox.pave(&["audit", "export", "--data", "data"]).ok().stdout;
    let log = sandbox.read("stderr");
    assert!(log.contains("/api/v1/tokens"), "{log}");
    let stored = std::fs::read(&ledger).unwrap();
    let secrets = [
        admin.as_str(),
        &second,
        "almost-a-token",
        "wrong-one",
        &cookie,
        &signature,
        "webhook-secret-7f3a",
        "the-code",
        "the-state",
    ];
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} is in the log");
        assert!(!audit.contains(secret), "{secret} is in the audit log");
    }
    for token in [&admin, &second] {
        let kept = stored.windows(token.len()).any(|window| window == token.as_bytes());
        assert!(!kept, "of a token only its hash is kept");
    }
}

#[test]
fn a_place_that_is_written_counts_before_a_registry_in_the_environment() {
    let (sandbox, other) = (Sandbox::new(), Sandbox::new());
    let (served, elsewhere) = (Served::start(&sandbox, &[]), Served::start(&other, &[]));
    let list = |more: &[&str]| {
        let mut command = sandbox.command(PAVE);
        command.env("PAVE_REGISTRY", &elsewhere.url).env("PAVE_TOKEN", elsewhere.admin_token());
        command.args(["token", "list", "--json"]).args(more);
        crate::support::pave::Ran::new(command.output().unwrap()).ok().json()
    };
    let id = |list: &serde_json::Value| list["tokens"][0]["id"].as_str().unwrap().to_owned();
    let here = list(&["--data", "data"]);
    assert_ne!(id(&here), id(&list(&[])));
    assert_eq!(
        id(&here),
        sandbox.pave(&["token", "list", "--data", "data", "--json"]).ok().json()["tokens"][0]["id"]
    );
    drop(served);
}
