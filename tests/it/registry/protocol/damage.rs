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

/// The file in which the server keeps everything that was published of a version.
fn source(served: &Served, module: &str, version: &str) -> PathBuf {
    let statement =
        served.json(&format!("/api/v1/modules/{module}/{version}"))["statement"].clone();
    let statement: serde_json::Value = serde_json::from_str(statement.as_str().unwrap()).unwrap();
    let hash = statement["source"].as_str().unwrap();
    served.data.join(format!("store/blobs/sha256/{}/{hash}.tar.gz", &hash[..2]))
}

#[test]
fn a_source_that_is_gone_takes_the_catalog_away_from_nobody() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let file = source(&served, "platform/topic/aws", "1.0.0");
    let bytes = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let catalog = || {
        let answer = served.get("/api/v1/catalog.tar.gz");
        assert_eq!(answer.status(), 200);
        let etag = answer.headers()["etag"].to_str().unwrap().to_owned();
        let archive = answer.bytes().unwrap();
        (etag, pavestone::store::read_catalog(&archive).unwrap())
    };
    let has = |files: &[(camino::Utf8PathBuf, Vec<u8>)], name: &str| {
        files.iter().any(|(path, _)| path.starts_with(format!("modules/{name}")))
    };
    let (part, files) = catalog();
    assert!(has(&files, "queue") && !has(&files, "topic"));
    assert_eq!(served.get("/modules/platform/queue/aws").status(), 200);
    // When it is there again nobody takes the part for the whole.
    std::fs::write(&file, bytes).unwrap();
    let (whole, files) = catalog();
    assert!(has(&files, "topic"));
    assert_ne!(part, whole);
}

#[test]
fn a_version_that_is_judged_by_lost_files_is_refused_until_they_are_there_again() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    served.release(MODULE, "1.0.0");
    std::fs::remove_file(source(&served, MODULE, "1.0.0")).unwrap();
    let name = MODULE.split('/').nth(1).unwrap();
    let publish = |version: &str| {
        let answer =
            served.publish(MODULE, version, &crate::support::greeting::greeting(name, version));
        (answer.status().as_u16(), answer.text().unwrap())
    };
    let (status, text) = publish("1.0.1");
    assert_eq!(status, 422, "{text}");
    assert!(text.contains(&format!("the files of {MODULE} 1.0.0 are damaged")), "{text}");
    assert!(text.contains("publishing 1.0.0 again"), "{text}");
    assert_eq!(publish("1.0.0").0, 200);
    assert_eq!(publish("1.0.1").0, 201);
}
