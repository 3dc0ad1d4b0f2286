//! How a host says where its services are, and which names it has.

use serde_json::json;

use super::MODULE;
use crate::support::greeting::greeting;
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};

#[test]
fn point_01_discovery_is_json_with_a_base_that_ends_in_a_slash() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let url = format!("{}/.well-known/terraform.json", served.url);
    // Terraform sends what token it has for the host, even one that the host no longer knows.
    for request in [http().get(&url), http().get(&url).bearer_auth("pave_old")] {
        let response = request.send().unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "application/json");
        let services: serde_json::Value = response.json().unwrap();
        assert_eq!(services["modules.v1"], "/v1/modules/");
    }
}

#[test]
fn a_public_url_with_a_path_is_before_every_address() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &["--public-url", "https://acme.example/registry/"]);
    let services = served.json("/.well-known/terraform.json");
    assert_eq!(services["modules.v1"], "/registry/v1/modules/");
    let location = served.location("platform/postgres/aws", "1.0.0");
    assert!(location.starts_with("/registry/v1/archives/"), "{location}");
    let latest = served.get("/v1/modules/platform/postgres/aws/download");
    let place = "/registry/v1/modules/platform/postgres/aws/1.0.0/download";
    assert_eq!(latest.headers()["location"], place);
    let next = &served.json("/v1/modules?limit=1")["meta"]["next_url"];
    assert_eq!(*next, json!("/registry/v1/modules?limit=1&offset=1"));
}

#[test]
fn point_02_names_are_unique_whatever_they_look_like() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let longest = "a".repeat(64);
    served.release(&format!("acme/{longest}/test"), "1.0.0");
    served.release("acme/gree-ting/test", "1.0.0");
    let too_long = "a".repeat(65);
    for (name, system, status) in [
        ("Greeting", "test", 400),
        ("-greeting", "test", 400),
        ("gree.ting", "test", 400),
        (too_long.as_str(), "test", 400),
        ("greeting", "Test", 400),
        ("greeting", "te-st", 400),
        ("greeting", "te_st", 400),
        ("gree_ting", "test", 409),
    ] {
        let module = format!("acme/{name}/{system}");
        let response = served.publish(&module, "1.0.0", &greeting(name, "1.0.0"));
        assert_eq!(response.status(), status, "{module}");
    }
    for odd in ["ACME/gree-ting/test", "acme/GREE-TING/test", "acme/gree_ting/test"] {
        assert_eq!(served.get(&format!("/v1/modules/{odd}/versions")).status(), 404, "{odd}");
    }
}

#[test]
fn point_03_an_unknown_module_is_404() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.publish_greeting(MODULE, "1.0.0");
    // One that nobody has approved is as unknown as one that is not there.
    for (module, version) in
        [("platform/nope/aws", "1.0.0"), ("nope/postgres/aws", "1.0.0"), (MODULE, "1.0.0")]
    {
        for path in ["versions".to_owned(), format!("{version}/download"), "download".to_owned()] {
            let response = served.get(&format!("/v1/modules/{module}/{path}"));
            assert_eq!(response.status(), 404, "{module}/{path}");
        }
    }
    let response = served.get("/v1/modules/platform/nope/aws/versions");
    insta::assert_snapshot!(response.text().unwrap(), @r"
    there is no module platform/nope/aws
    `pave search` finds modules by what they are for
    ");
    let response = served.get("/v1/modules/platform/postgres/aws/9.9.9/download");
    assert_eq!(response.status(), 404);
}
