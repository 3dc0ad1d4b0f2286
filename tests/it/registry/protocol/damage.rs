//! Real Terraform where something breaks: on the disk, on the way.

use std::path::PathBuf;

use super::{Client, HOST, MODULE, one_line};
use crate::support::cutting::Cutting;
use crate::support::pave::Sandbox;
use crate::support::registry::Served;

/// Changes a byte of the archive of a release where the server keeps it.
fn flip_a_byte(served: &Served, version: &str) {
    let location = served.location(MODULE, version);
    let hash = &location["/v1/archives/".len()..][..64];
    let file = format!("store/blobs/sha256/{}/{hash}.tar.gz", &hash[..2]);
    let file: PathBuf = served.data.join(file);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn the_server_refuses_to_serve_a_flipped_byte() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    flip_a_byte(&served, "1.0.0");
    let archive = served.get(&served.location(MODULE, "1.0.0"));
    assert_eq!(archive.status(), 503);
    let text = archive.text().unwrap();
    assert!(text.contains("is damaged in the store"), "{text}");
    let client = Client::new(&sandbox, &served);
    client.call(MODULE, "1.0.0").run(&["init"]).expect(1);
    assert!(!client.has_files());
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn the_client_refuses_a_flipped_byte_that_the_server_does_not_see() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &["--verify-archives", "false"]);
    served.release(MODULE, "1.0.0");
    flip_a_byte(&served, "1.0.0");
    assert_eq!(served.get(&served.location(MODULE, "1.0.0")).status(), 200);
    let client = Client::new(&sandbox, &served);
    let ran = client.call(MODULE, "1.0.0").run(&["init"]).expect(1);
    assert!(one_line(&ran.stderr).contains("Checksums did not match"), "{}", ran.stderr);
    assert!(!client.has_files());
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_server_that_dies_in_the_middle_of_an_archive_leaves_nothing_behind() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    let proxy = Cutting::start(&served.url, "GET /v1/archives/", 700, 1);
    let rc = format!(
        "host \"{HOST}\" {{\n  services = {{ \"modules.v1\" = \"{}/v1/modules/\" }}\n}}\n",
        proxy.url
    );
    sandbox.write("terraform.rc", rc);
    let rc = sandbox.path("terraform.rc").to_str().unwrap().to_owned();
    let client = Client { sandbox: &sandbox, env: vec![("TF_CLI_CONFIG_FILE", rc)] };
    let ran = client.call(MODULE, "1.0.0").run(&["init"]).expect(1);
    assert!(one_line(&ran.stderr).contains("unexpected EOF"), "{}", ran.stderr);
    assert_eq!(proxy.left(), 0);
    assert!(!client.has_files());
    // Trying again is all it takes.
    client.run(&["init"]).ok();
    assert!(client.has_files());
    assert_eq!(client.version(), "1.0.0");
}
