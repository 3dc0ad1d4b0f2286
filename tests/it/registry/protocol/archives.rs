//! The archives themselves: how they are told of, and who may have them.

use std::collections::BTreeMap;

use reqwest::blocking::Response;

use super::{Client, MODULE};
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};

/// The headers but for those that differ from one answer to the next.
fn lasting(response: &Response) -> BTreeMap<String, String> {
    let text = |value: &reqwest::header::HeaderValue| value.to_str().unwrap().to_owned();
    let all = response.headers().iter().map(|(name, value)| (name.to_string(), text(value)));
    all.filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str())).collect()
}

#[test]
fn point_07_head_says_what_get_sends() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let location = served.location("platform/postgres/aws", "1.0.0");
    for path in [
        location.as_str(),
        "/.well-known/terraform.json",
        "/v1/modules/platform/postgres/aws/versions",
        "/v1/modules/platform/nope/aws/versions",
        "/v1/modules",
    ] {
        let url = format!("{}{path}", served.url);
        let head = http().head(&url).send().unwrap();
        let get = http().get(&url).send().unwrap();
        assert_eq!(head.status(), get.status(), "{path}");
        assert_eq!(lasting(&head), lasting(&get), "{path}");
        let length = get.headers().get("content-length").map(|length| length.to_str().unwrap());
        let length = length.map(|length| length.parse::<usize>().unwrap());
        let sent = get.bytes().unwrap().len();
        assert_eq!(length.unwrap_or(0), sent, "{path}");
        assert_eq!(head.bytes().unwrap().len(), 0, "{path}");
    }
    let archive = served.get(&location);
    let hash = &location["/v1/archives/".len()..][..64];
    assert_eq!(archive.headers()["etag"].to_str().unwrap(), format!("\"{hash}\""));
    assert_eq!(archive.headers()["cache-control"], "public, max-age=31536000, immutable");
    let known = http().get(format!("{}{location}", served.url));
    let known = known.header("if-none-match", format!("\"other\", \"{hash}\"")).send().unwrap();
    assert_eq!(known.status(), 304);
}

/// A registry that nobody may read without a token, with one release.
fn closed(sandbox: &Sandbox) -> Served {
    let served = Served::start(sandbox, &["--anonymous-read", "false"]);
    served.release(MODULE, "1.0.0");
    served
}

/// Where the archive is, as somebody with a token is told.
fn signed_location(served: &Served) -> String {
    let url = format!("{}/v1/modules/{MODULE}/1.0.0/download", served.url);
    let response = served.as_admin(http().get(url));
    assert_eq!(response.status(), 204);
    response.headers()["x-terraform-get"].to_str().unwrap().to_owned()
}

#[test]
fn point_08_a_signed_address_works_for_head_and_get_without_a_token() {
    let sandbox = Sandbox::new();
    let served = closed(&sandbox);
    let location = signed_location(&served);
    let url = format!("{}{location}", served.url);
    for _ in 0..2 {
        assert_eq!(http().head(&url).send().unwrap().status(), 200);
        let get = http().get(&url).send().unwrap();
        assert_eq!(get.status(), 200);
        // Others on the way must not keep it for everybody.
        assert_eq!(get.headers()["cache-control"], "private, max-age=31536000, immutable");
    }
    // The client takes out what is its own; the order of the rest is nobody's business.
    let (path, query) = url.split_once('?').unwrap();
    let mut signature: Vec<&str> = query
        .split('&')
        .filter(|word| word.starts_with("expires=") || word.starts_with("signature="))
        .collect();
    signature.reverse();
    let stripped = format!("{path}?keep=1&{}", signature.join("&"));
    assert_eq!(http().get(stripped).send().unwrap().status(), 200);
    // What was changed, or ended, opens nothing.
    assert_eq!(http().get(path).send().unwrap().status(), 404);
    let other = url.replace("signature=", "signature=00");
    assert_eq!(http().get(other).send().unwrap().status(), 403);
    let longer = url.replace("expires=", "expires=9");
    assert_eq!(http().get(longer).send().unwrap().status(), 403);
    let postgres =
        http().get(format!("{}/v1/modules/platform/postgres/aws/1.0.0/download", served.url));
    let postgres = served.as_admin(postgres).headers()["x-terraform-get"].clone();
    let hash = &postgres.to_str().unwrap()["/v1/archives/".len()..][..64];
    let own = &location["/v1/archives/".len()..][..64];
    assert_eq!(http().get(url.replace(own, hash)).send().unwrap().status(), 403);
}

#[test]
fn point_10_archives_are_not_limited_in_rate() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let url = format!("{}{}", served.url, served.location("platform/postgres/aws", "1.0.0"));
    let client = http();
    for i in 0..500 {
        let response = if i % 2 == 0 { client.get(&url) } else { client.head(&url) };
        assert_eq!(response.send().unwrap().status(), 200, "request {i}");
    }
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn point_13_a_submodule_behind_a_signed_address_is_installed() {
    let sandbox = Sandbox::new();
    let served = closed(&sandbox);
    let client =
        Client::new(&sandbox, &served).with("TF_TOKEN_registry_acme_example", served.admin_token());
    client.call(&format!("{MODULE}//modules/loud"), "1.0.0").run(&["init"]).ok();
    let plan = client.run(&["plan"]).ok();
    assert!(plan.stdout.contains("m = \"HELLO, ADA!\""), "{}", plan.stdout);
    // Written out as a location with a subfolder, as some clients do, it is asked for without it.
    let location = signed_location(&served).replacen(".tar.gz?", ".tar.gz//modules/loud?", 1);
    sandbox.write(
        "root/main.tf",
        format!(
            "module \"m\" {{\n  source = \"{}{location}\"\n  name   = \"Ada\"\n}}\n",
            served.url
        ),
    );
    client.run(&["get"]).ok();
}
