//! The stand-in itself, as Terraform starts it.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::*;

const COOKIE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

#[test]
fn nobody_else_starts_it() {
    let output = Command::new(PAVE)
        .args(["offline", "provider", "hashicorp/null"])
        .env_remove("TF_PLUGIN_MAGIC_COOKIE")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("started by Terraform alone"), "{said}");
}

#[test]
fn it_says_where_it_listens_and_ends_with_whoever_started_it() {
    let started = Instant::now();
    // A shell in between, which ends and leaves the stand-in alone.
    let mut shell = Command::new("sh")
        .args(["-c", "\"$0\" offline provider hashicorp/aws & sleep 1", PAVE])
        .env("TF_PLUGIN_MAGIC_COOKIE", COOKIE)
        .env("PLUGIN_CLIENT_CERT", "-----BEGIN CERTIFICATE-----")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(shell.stdout.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    let fields: Vec<&str> = line.split('|').collect();
    assert_eq!((fields[0], fields[1], fields[2], fields[4]), ("1", "6", "unix", "grpc"), "{line}");
    assert!(fields[5].len() > 300, "a certificate");
    let directory = std::path::Path::new(fields[3]).parent().unwrap();
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&directory.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o700, "nobody else may come in");
    assert!(std::path::Path::new(fields[3]).exists());
    assert!(shell.wait().unwrap().success());
    // The pipe closes when the stand-in has ended.
    assert!(lines.next().is_none());
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    assert!(!std::path::Path::new(fields[3]).exists(), "its socket is removed");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_sees_the_schema_as_it_is_stored() {
    let configuration = r#"terraform {
  required_providers {
    aws  = { source = "hashicorp/aws" }
    tls  = { source = "hashicorp/tls" }
    time = { source = "hashicorp/time" }
  }
}
"#;
    let bench = bench(&[("root/main.tf", configuration)]);
    bench.succeed(&["init"]);
    let printed = bench.succeed(&["providers", "schema", "-json"]);
    let seen = pavestone::schema::json::read(printed.as_bytes()).unwrap();
    assert_eq!(seen.len(), 3);
    for provider in seen {
        let stored = Providers::embedded().find(&provider.address).unwrap().pack().answer();
        let stored: pavestone::schema::wire::ProviderSchema =
            prost::Message::decode(stored.as_slice()).unwrap();
        let differs = |name: &&String| provider.schema.resources[*name] != stored.resources[*name];
        let first = stored.resources.keys().find(differs);
        assert_eq!(first, None, "of {}", provider.address);
        assert!(provider.schema == stored, "{}", provider.address);
    }
}
