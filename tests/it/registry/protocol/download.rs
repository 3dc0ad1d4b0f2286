//! Where a version is, and what is said where it may not be had.

use sha2::{Digest as _, Sha256};

use super::MODULE;
use crate::support::pave::Sandbox;
use crate::support::registry::{Served, http};

#[test]
fn point_06_download_is_204_with_a_relative_location_and_a_checksum() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    let response = served.get(&format!("/v1/modules/{MODULE}/1.0.0/download"));
    assert_eq!(response.status(), 204);
    let location = response.headers()["x-terraform-get"].to_str().unwrap().to_owned();
    assert_eq!(response.text().unwrap(), "");
    let archive = served.get(&location).bytes().unwrap();
    let hash: String = Sha256::digest(&archive).iter().map(|byte| format!("{byte:02x}")).collect();
    let told = format!("/v1/archives/{hash}.tar.gz?archive=tar.gz&checksum=sha256:{hash}");
    assert_eq!(location, told);
}

#[test]
fn the_archive_is_flat_and_holds_what_is_installed_and_no_more() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    let archive = served.get(&served.location(MODULE, "1.0.0")).bytes().unwrap();
    let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(&archive[..]));
    let paths: Vec<String> = tar
        .entries()
        .unwrap()
        .map(|entry| entry.unwrap().path().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert!(paths.contains(&"main.tf".to_owned()), "{paths:?}");
    assert!(paths.contains(&"modules/loud/outputs.tf".to_owned()), "{paths:?}");
    assert!(!paths.iter().any(|path| path.starts_with("tests")), "{paths:?}");
}

#[test]
fn point_09_who_may_not_is_told_why_in_words() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    served.release(MODULE, "1.1.0");
    served.revoke(MODULE, "1.0.0", "it greets strangers, CVE-2026-1");
    let gone = served.get(&format!("/v1/modules/{MODULE}/1.0.0/download"));
    assert_eq!(gone.status(), 410);
    assert_eq!(gone.headers()["content-type"], "text/plain; charset=utf-8");
    insta::assert_snapshot!(
        gone.text().unwrap(),
        @"acme/greeting/test 1.0.0 was revoked: it greets strangers, CVE-2026-1"
    );
    let hash = "0".repeat(64);
    let old = format!("/v1/archives/{hash}.tar.gz?archive=tar.gz&expires=1&signature=00");
    let expired = served.get(&old);
    assert_eq!(expired.status(), 403);
    assert_eq!(expired.headers()["content-type"], "text/plain; charset=utf-8");
    insta::assert_snapshot!(expired.text().unwrap(), @r"
    the address of the archive has expired or was changed
    run terraform init again
    ");
}

#[test]
fn point_14_no_secret_is_in_an_address_or_an_answer() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &["--anonymous-read", "false"]);
    served.release(MODULE, "1.0.0");
    let token = served.admin_token();
    let bare = token.trim_start_matches("pave_");
    for path in [
        format!("/v1/modules/{MODULE}/versions"),
        format!("/v1/modules/{MODULE}/1.0.0/download"),
        format!("/v1/modules/{MODULE}/download"),
        format!("/v1/modules/{MODULE}/1.0.0"),
        format!("/v1/modules/{MODULE}/9.9.9/download"),
        "/v1/modules".to_owned(),
    ] {
        let url = format!("{}{path}", served.url);
        let response = http().get(url).bearer_auth(&token).send().unwrap();
        assert!(!format!("{:?}", response.headers()).contains(bare), "{path}");
        assert!(!response.text().unwrap().contains(bare), "{path}");
        // A token in the query opens nothing.
        let asked = served.get(&format!("{path}?token={token}&access_token={token}"));
        assert_eq!(asked.status(), 401, "{path}");
    }
}
