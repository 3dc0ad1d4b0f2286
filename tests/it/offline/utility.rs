//! The small providers.

use super::*;

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn every_small_provider_is_stood_in_for() {
    let configuration = r#"
resource "random_id" "id" {
  byte_length = 4
  prefix      = "x-"
}
resource "random_string" "string" {
  length  = 12
  special = false
}
resource "random_pet" "pet" {}
resource "random_uuid" "uuid" {}
resource "random_integer" "integer" {
  min = 10
  max = 12
}
resource "random_shuffle" "shuffle" {
  input        = ["a", "b", "c"]
  result_count = 2
}
resource "null_resource" "this" {
  triggers = { a = "b" }
}
resource "time_static" "now" {}
resource "time_offset" "later" {
  base_rfc3339  = "2026-01-31T00:00:00Z"
  offset_months = 1
}
resource "time_sleep" "wait" {
  create_duration = "1s"
}
resource "tls_private_key" "key" {
  algorithm = "ED25519"
}
resource "tls_self_signed_cert" "cert" {
  private_key_pem       = tls_private_key.key.private_key_pem
  validity_period_hours = 24
  allowed_uses          = []
}
resource "local_file" "file" {
  filename = "${path.module}/out.txt"
  content  = "abc"
}
resource "local_sensitive_file" "secret" {
  filename = "${path.module}/secret.txt"
  content  = "abc"
}
data "archive_file" "zip" {
  type                    = "zip"
  output_path             = "${path.module}/out.zip"
  source_content          = "abc"
  source_content_filename = "a.txt"
}
data "local_file" "read" {
  filename = "${path.module}/in.txt"
}
data "external" "run" {
  program = ["touch", "${path.module}/ran"]
}
data "http" "get" {
  url = "https://example.com"
}
data "null_data_source" "null" {
  inputs = { a = "b" }
}
output "all" {
  value = {
    id       = random_id.id.hex
    string   = length(random_string.string.result)
    pet      = length(split("-", random_pet.pet.id))
    uuid     = length(random_uuid.uuid.result)
    integer  = contains([10, 11, 12], random_integer.integer.result)
    shuffle  = length(random_shuffle.shuffle.result)
    static   = time_static.now.year
    offset   = time_offset.later.rfc3339
    key      = startswith(tls_private_key.key.public_key_openssh, "ssh-ed25519 ")
    cert     = tls_self_signed_cert.cert.validity_end_time
    sha      = local_file.file.content_sha256
    read     = data.local_file.read.content
    status   = data.http.get.status_code
    null     = data.null_data_source.null.outputs
    external = data.external.run.result
    zip      = length(data.archive_file.zip.output_base64sha256)
    duration = provider::time::duration_parse("1h30m").minutes
    week     = provider::time::rfc3339_parse("2027-01-01T00:00:00Z").iso_week
  }
}
terraform {
  required_providers {
    time = { source = "hashicorp/time" }
  }
}
"#;
    let bench = bench(&[("root/main.tf", configuration), ("root/in.txt", "from a file")]);
    bench.succeed(&["init"]);
    bench.succeed(&["apply", "-auto-approve", "-no-color"]);
    let all = bench.succeed(&["output", "-json", "all"]);
    let mut all: serde_json::Value = serde_json::from_str(&all).unwrap();
    let id = all["id"].take();
    assert!(id.as_str().is_some_and(|id| id.starts_with("x-") && id.len() == 10), "{id}");
    assert_eq!(
        all,
        serde_json::json!({
            "id": null,
            "string": 12,
            "pet": 2,
            "uuid": 36,
            "integer": true,
            "shuffle": 2,
            "static": 2026,
            "offset": "2026-03-03T00:00:00Z",
            "key": true,
            "cert": "2026-01-02T00:00:00Z",
            "sha": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "read": "from a file",
            "status": 200,
            "null": { "a": "b" },
            "external": {},
            "zip": 44,
            "duration": 90,
            "week": 53,
        })
    );
    let plan = bench.terraform(&["plan", "-detailed-exitcode", "-no-color"]);
    assert_eq!(plan.status.code(), Some(0), "{}", String::from_utf8_lossy(&plan.stdout));
    let made: Vec<_> =
        bench.files().into_iter().filter(|f| f.ends_with(".txt") || f.ends_with("ran")).collect();
    assert_eq!(made, ["root/in.txt"], "no file is written and no program is run");
}
