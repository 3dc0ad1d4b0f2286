//! Which versions are listed, for whom, and how the list is sent.

use std::io::Read as _;
use std::time::{Duration, Instant};

use pavestone::store::ledger::{By, Ledger};
use reqwest::blocking::RequestBuilder;
use serde_json::{Value, json};

use super::MODULE;
use crate::support::greeting::greeting;
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};

fn listed(request: RequestBuilder) -> Vec<String> {
    let json: Value = request.send().unwrap().json().unwrap();
    let versions = json["modules"][0]["versions"].as_array().unwrap();
    versions.iter().map(|version| version["version"].as_str().unwrap().to_owned()).collect()
}

fn versions_url(served: &Served) -> String {
    format!("{}/v1/modules/{MODULE}/versions", served.url)
}

#[test]
fn point_04_versions_are_canonical_and_either_spelling_is_taken() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let published = served.publish(MODULE, "v1.0.0", &greeting("greeting", "1.0.0"));
    assert_eq!(published.status(), 201);
    served.changed(MODULE, "v1.0.0", &json!({ "action": "approve" }));
    served.release(MODULE, "1.10.0");
    served.release(MODULE, "1.9.0");
    assert_eq!(listed(http().get(versions_url(&served))), ["1.10.0", "1.9.0", "1.0.0"]);
    assert_eq!(served.location(MODULE, "v1.0.0"), served.location(MODULE, "1.0.0"));
    let built = served.publish(MODULE, "1.10.1+build.5", &greeting("greeting", "1.10.1"));
    assert_eq!(built.status(), 400);
    let download = served.get(&format!("/v1/modules/{MODULE}/1.0.0+x/download"));
    assert_eq!(download.status(), 404);
}

#[test]
fn point_05_what_versions_lists_is_what_download_gives() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    for version in ["1.0.0", "1.1.0", "1.2.0", "1.4.0", "1.5.0-rc.1"] {
        served.release(MODULE, version);
    }
    served.deprecate(MODULE, "1.1.0", "slow");
    served.revoke(MODULE, "1.2.0", "leaks");
    served.publish_greeting(MODULE, "1.3.0");
    served.changed(MODULE, "1.4.0", &json!({ "action": "delete", "reason": "by mistake" }));
    let admin = served.admin_token();
    let anybody = |url: String| http().get(url);
    let reviewer = |url: String| http().get(url).bearer_auth(&admin);
    let seen = |by: &dyn Fn(String) -> RequestBuilder| {
        let all = ["1.5.0-rc.1", "1.4.0", "1.3.0", "1.2.0", "1.1.0", "1.0.0"];
        let given = all.into_iter().filter(|version| {
            let url = format!("{}/v1/modules/{MODULE}/{version}/download", served.url);
            by(url).send().unwrap().status() == 204
        });
        let given: Vec<&str> = given.collect();
        assert_eq!(listed(by(versions_url(&served))), given);
        given
    };
    assert_eq!(seen(&anybody), ["1.5.0-rc.1", "1.1.0", "1.0.0"]);
    assert_eq!(seen(&reviewer), ["1.5.0-rc.1", "1.3.0", "1.1.0", "1.0.0"]);
}

#[test]
fn a_revoked_version_is_listed_only_where_it_hides_none_that_works() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    for version in ["1.0.0", "1.1.0", "1.2.0"] {
        served.release(MODULE, version);
    }
    let all = || listed(http().get(versions_url(&served)));
    served.revoke(MODULE, "1.1.0", "leaks");
    assert_eq!(all(), ["1.2.0", "1.0.0"], "`< 1.2.0` would choose it in place of 1.0.0");
    served.revoke(MODULE, "1.0.0", "leaks");
    assert_eq!(all(), ["1.2.0", "1.1.0", "1.0.0"], "nothing works below them");
    served.revoke(MODULE, "1.2.0", "leaks");
    assert_eq!(all(), ["1.2.0", "1.1.0", "1.0.0"], "nothing works");
    let download = served.get(&format!("/v1/modules/{MODULE}/1.2.0/download"));
    assert_eq!(download.status(), 410);
}

#[test]
fn a_deprecated_version_says_why() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    let why =
        json!({ "action": "deprecate", "reason": "slow", "successor": "acme/hello/test 1.0.0" });
    served.changed(MODULE, "1.0.0", &why);
    let json = served.json(&format!("/v1/modules/{MODULE}/versions"));
    let told = json!({
        "version": "1.0.0",
        "deprecation": { "reason": "slow", "link": "acme/hello/test 1.0.0" },
    });
    assert_eq!(json["modules"][0]["versions"][0], told);
    let download = served.get(&format!("/v1/modules/{MODULE}/1.0.0/download"));
    let warning = "acme/greeting/test 1.0.0 is deprecated: slow. Use acme/hello/test 1.0.0";
    assert_eq!(download.headers()["x-pave-warning"], warning);
}

#[test]
fn point_11_json_is_gzipped_for_who_takes_it() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    for patch in 0..60 {
        served.release(MODULE, &format!("1.0.{patch}"));
    }
    let versions = format!("/v1/modules/{MODULE}/versions");
    for path in [
        versions.as_str(),
        "/v1/modules/platform/postgres/aws",
        "/v1/modules?limit=100",
        "/v1/modules/search?q=database",
    ] {
        let asked = |accept: &str| {
            let request = http().get(format!("{}{path}", served.url));
            request.header("accept-encoding", accept).send().unwrap()
        };
        let plain = served.get(path);
        let answer = asked("br, gzip;q=0.8");
        assert_ne!(answer.headers()["etag"], plain.headers()["etag"], "{path}");
        let plain = plain.bytes().unwrap();
        assert_eq!(answer.headers()["content-encoding"], "gzip", "{path}");
        assert_eq!(answer.headers()["content-type"], "application/json", "{path}");
        let mut unzipped = Vec::new();
        let zipped = answer.bytes().unwrap();
        flate2::read::GzDecoder::new(&zipped[..]).read_to_end(&mut unzipped).unwrap();
        assert_eq!(unzipped, plain, "{path}");
        for accept in ["identity", "gzip;q=0"] {
            assert!(!asked(accept).headers().contains_key("content-encoding"), "{path} {accept}");
        }
    }
    // What fits a packet is no sooner there.
    let services = http().get(format!("{}/.well-known/terraform.json", served.url));
    let services = services.header("accept-encoding", "gzip").send().unwrap();
    assert!(!services.headers().contains_key("content-encoding"));
}

#[test]
fn what_a_client_has_is_not_sent_again() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    let tag = http().get(versions_url(&served)).send().unwrap().headers()["etag"].clone();
    let again = || {
        let request = http().get(versions_url(&served)).header("if-none-match", tag.clone());
        request.send().unwrap()
    };
    let answer = again();
    assert_eq!(answer.status(), 304);
    assert_eq!(answer.headers()["etag"], tag);
    served.release(MODULE, "1.1.0");
    assert_eq!(again().status(), 200);
}

#[test]
fn point_12_answers_wait_for_no_writer() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    served.release(MODULE, "1.1.0");
    served.revoke(MODULE, "1.0.0", "leaks");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let url = format!("sqlite://{}", served.data.join("ledger.db").display());
        let ledger = Ledger::open(&url).await.unwrap();
        let by = By { actor: "test".to_owned(), request: String::new(), at: 1 };
        let writing = ledger.write(&by).await.unwrap();
        // The server's own writer waits for this one now; whoever asks must not.
        tokio::task::block_in_place(|| {
            let admin = served.admin_token();
            for path in ["versions", "1.1.0/download", "1.1.0", "downloads/summary"] {
                let start = Instant::now();
                let url = format!("{}/v1/modules/{MODULE}/{path}", served.url);
                let response = http().get(url).bearer_auth(&admin).send().unwrap();
                assert!(response.status().is_success(), "{path}: {}", response.status());
                assert!(start.elapsed() < Duration::from_secs(3), "{path}: {:?}", start.elapsed());
            }
        });
        drop(writing);
    });
}
