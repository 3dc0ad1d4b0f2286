//! Workflows with a token of their own: what is believed, and what follows from it.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::issuer::{Issuer, part, seconds};
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};
use crate::support::tiny;

const US: &str = "https://registry.acme.example";

fn served(sandbox: &Sandbox, issuer: &Issuer) -> Served {
    let config = format!(
        "anonymous_read: false\nlimits: {{ wrong_tokens_per_minute: 0 }}\noidc:\n  \
         - issuer: {}\n    audience: {US}\n    rules:\n      \
         - claims: {{ repository: acme/*, ref: refs/heads/main }}\n        scopes: [publish]\n        \
         namespaces: [ci]\n        groups: [builders]\n      \
         - claims: {{ repository: acme/* }}\n        scopes: [read]\n",
        issuer.url
    );
    sandbox.write("pave.yaml", config);
    Served::start(sandbox, &["--config", "pave.yaml"])
}

fn claims() -> Value {
    json!({
        "aud": US, "sub": "repo:acme/payments:ref:refs/heads/main",
        "repository": "acme/payments", "ref": "refs/heads/main", "run_id": "1",
    })
}

fn with(changes: &Value) -> Value {
    let mut all = claims();
    for (name, value) in changes.as_object().unwrap() {
        all[name] = value.clone();
    }
    all
}

fn status(served: &Served, token: &str) -> u16 {
    let url = format!("{}/api/v1/modules", served.url);
    http().get(url).bearer_auth(token).send().unwrap().status().as_u16()
}

#[test]
fn a_token_is_believed_when_issuer_audience_time_and_signature_are_right() {
    let (sandbox, issuer, stranger) = (Sandbox::new(), Issuer::start(), Issuer::start());
    let served = served(&sandbox, &issuer);
    let good = issuer.token(&claims());
    assert_eq!(status(&served, &good), 200);

    let now = seconds();
    let claimed = [
        ("another audience", with(&json!({ "aud": "https://other.example" })), 401),
        ("several audiences", with(&json!({ "aud": [US, "https://other.example"] })), 401),
        ("over", with(&json!({ "exp": now - 300 })), 401),
        ("over a moment ago", with(&json!({ "exp": now - 10 })), 200),
        ("not yet", with(&json!({ "nbf": now + 300 })), 401),
        ("in a moment", with(&json!({ "nbf": now + 10 })), 200),
        ("signed in the future", with(&json!({ "iat": now + 300 })), 401),
        ("an issuer that nobody named", with(&json!({ "iss": stranger.url })), 401),
        ("of somebody else", with(&json!({ "repository": "evil/payments" })), 403),
        ("of somebody alike", with(&json!({ "repository": "acme-evil/payments" })), 403),
        ("of nobody", with(&json!({ "sub": "" })), 401),
        ("a name with a line break", with(&json!({ "sub": "a\nb" })), 401),
    ];
    for (what, claims, expected) in claimed {
        assert_eq!(status(&served, &issuer.token(&claims)), expected, "{what}");
    }

    let full = with(&json!({ "iss": issuer.url, "iat": now, "exp": now + 300 }));
    let header = |changes: Value| {
        let mut header = json!({ "alg": "RS256", "typ": "JWT", "kid": "rsa" });
        for (name, value) in changes.as_object().unwrap() {
            header[name] = value.clone();
        }
        header
    };
    let unsigned = format!("{}.{}.", part(&header(json!({ "alg": "none" }))), part(&full));
    let hmac = {
        // What everybody knows, as if it were a secret between two.
        let text = format!("{}.{}", part(&header(json!({ "alg": "HS256" }))), part(&full));
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &issuer.public_key());
        let tag = ring::hmac::sign(&key, text.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag))
    };
    let tampered = {
        let parts: Vec<&str> = good.split('.').collect();
        let better = part(&with(&json!({ "iss": issuer.url, "exp": now + 9999, "iat": now })));
        format!("{}.{better}.{}", parts[0], parts[2])
    };
    stranger.rotate();
    let fetched = stranger.fetched();
    let elsewhere = stranger.signed(
        &json!({ "alg": "ES256", "kid": "p256", "jku": format!("{}/keys", stranger.url) }),
        &full,
    );
    let cases = [
        ("no signature", unsigned),
        ("a public key as a secret", hmac),
        ("changed after it was signed", tampered),
        ("signed by somebody else", elsewhere),
        ("not an object", format!("{}.{}.AA", part(&header(json!({}))), part(&json!([])))),
        ("too long", format!("{good}{}", "A".repeat(20_000))),
    ];
    for (what, token) in cases {
        assert_eq!(status(&served, &token), 401, "{what}");
    }
    assert_eq!(stranger.fetched(), fetched, "nothing is fetched that a token names");
}

#[test]
fn keys_are_fetched_again_when_they_change_and_not_as_often_as_somebody_likes() {
    let (sandbox, issuer) = (Sandbox::new(), Issuer::start());
    let served = served(&sandbox, &issuer);
    assert_eq!(status(&served, &issuer.token(&claims())), 200);
    assert_eq!(status(&served, &issuer.token(&claims())), 200);
    assert_eq!(issuer.fetched(), 1, "keys are kept");
    // From RSA to an elliptic curve, and on to Ed25519.
    for _ in 0..2 {
        let old = issuer.token(&claims());
        issuer.rotate();
        assert_eq!(status(&served, &issuer.token(&claims())), 200);
        assert_eq!(status(&served, &old), 401);
    }
    let odd = issuer.signed(
        &json!({ "alg": "EdDSA", "kid": "unknown" }),
        &with(&json!({
            "iss": issuer.url, "iat": seconds(), "exp": seconds() + 300,
        })),
    );
    for _ in 0..40 {
        assert_eq!(status(&served, &odd), 401);
    }
    assert!(issuer.fetched() <= 8, "{} times", issuer.fetched());
}

#[test]
fn a_workflow_publishes_where_its_rule_says_and_the_log_names_it() {
    let (sandbox, issuer) = (Sandbox::new(), Issuer::start());
    let served = served(&sandbox, &issuer);
    let publish = |namespace: &str, claims: &Value| {
        let url = format!("{}/api/v1/modules/{namespace}/tiny/aws/1.0.0", served.url);
        let request = http().put(url).bearer_auth(issuer.token(claims));
        request.body(tiny::tar_gz("tiny", "1.0.0", "a")).send().unwrap().status().as_u16()
    };
    assert_eq!(publish("other", &claims()), 403);
    // The first rule that fits counts, and this one fits the second.
    assert_eq!(publish("ci", &with(&json!({ "ref": "refs/heads/feature" }))), 403);
    assert_eq!(publish("ci", &claims()), 201);
    let log = sandbox.pave(&["audit", "export", "--data", "data"]).ok().stdout;
    let told = "\"actor\":\"oidc:repo:acme/payments:ref:refs/heads/main\",\"action\":\"publish\",\
                \"subject\":\"ci/tiny/aws 1.0.0\",\"outcome\":\"done\"";
    assert!(log.contains(told), "{log}");
}

#[test]
fn an_issuer_that_is_away_is_no_reason_to_believe_or_to_break() {
    let (sandbox, issuer) = (Sandbox::new(), Issuer::start());
    let served = served(&sandbox, &issuer);
    let token = issuer.token(&claims());
    drop(issuer);
    assert_eq!(status(&served, &token), 503);
    let admin = served.admin_token();
    assert_eq!(status(&served, &admin), 200);
}

#[test]
fn an_issuer_that_does_not_answer_is_not_waited_for_by_everybody() {
    let sandbox = Sandbox::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    std::thread::spawn(move || {
        for _ in listener.incoming() {
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    let config = format!(
        "anonymous_read: false\noidc:\n  - issuer: {url}\n    audience: {US}\n    rules:\n      \
         - claims: {{ repository: acme/* }}\n        scopes: [read]\n"
    );
    sandbox.write("pave.yaml", config);
    let served = Served::start(&sandbox, &["--config", "pave.yaml"]);
    let header = part(&json!({ "alg": "RS256", "kid": "rsa" }));
    let now = seconds();
    let claims = with(&json!({ "iss": url, "iat": now, "exp": now + 300 }));
    let token = format!("{header}.{}.AA", part(&claims));
    for _ in 0..4 {
        assert_eq!(status(&served, &token), 503);
    }
    assert_eq!(asked.load(Ordering::Relaxed), 1);
}
