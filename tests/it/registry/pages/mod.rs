//! The pages for people: over HTTP what stands on them, in a browser whether they can be used.

mod browser;
mod catalog;
mod errors;
mod hostile;
mod module;
mod safety;
mod wizard;

use std::collections::BTreeMap;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use pavestone::release::readme::{Refreshed, refreshed};
use pavestone::terraform::Module;
use reqwest::StatusCode;
use reqwest::blocking::Response;

use crate::support::registry::{Served, http};

/// The files of a module, by path.
type Files = BTreeMap<String, String>;

/// A page, as a browser asks for it.
#[track_caller]
fn get(served: &Served, path: &str) -> (StatusCode, String) {
    let response = ask(served, path, None);
    (response.status(), response.text().unwrap())
}

/// A page that is there.
#[track_caller]
fn page(served: &Served, path: &str) -> String {
    let (status, html) = get(served, path);
    assert_eq!(status, 200, "{path}\n{html}");
    html
}

/// A page that is there, for the administrator.
#[track_caller]
fn page_for_admin(served: &Served, path: &str) -> String {
    let response = ask(served, path, Some(&served.admin_token()));
    assert_eq!(response.status(), 200, "{path}");
    response.text().unwrap()
}

#[track_caller]
fn ask(served: &Served, path: &str, token: Option<&str>) -> Response {
    let request = http().get(format!("{}{path}", served.url)).header("accept", "text/html,*/*");
    match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    }
    .send()
    .unwrap()
}

/// Sends a form, as a browser does.
#[track_caller]
fn post(served: &Served, path: &str, pairs: &[(&str, &str)]) -> Response {
    let body: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    http()
        .post(format!("{}{path}", served.url))
        .header("accept", "text/html")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.join("&"))
        .send()
        .unwrap()
}

fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric();
    text.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// A small module that is fit to be released.
fn parcel(version: &str) -> Files {
    let files = [
        (
            "module.yaml",
            format!(
                "name: parcel\nversion: {version}\nsummary: A label for whatever is sent.\n\
                 owner: post-office\nlifecycle: approved\naliases: [label]\nuses:\n  - send a parcel\n\
                 guardrails:\n  - id: addressed\n    text: Nothing is sent without an address.\n    \
                 at: [var.address]\n"
            ),
        ),
        ("CHANGELOG.md", format!("# Changelog\n\n## {version}\n\nNews of {version}.\n")),
        (
            "README.md",
            "# parcel\n\nLabels.\n\n## What is enforced\n\n\
             - `addressed`: Nothing is sent without an address.\n"
                .to_owned(),
        ),
        ("terraform.tf", "terraform {\n  required_version = \">= 1.11.0, < 2.0.0\"\n}\n".to_owned()),
        (
            "variables.tf",
            "variable \"address\" {\n  type        = string\n  description = \"Where it goes.\"\n  \
             nullable    = false\n\n  validation {\n    condition     = length(var.address) > 3\n    \
             error_message = \"Say where it goes.\"\n  }\n}\n"
                .to_owned(),
        ),
        ("main.tf", format!("locals {{\n  version = \"{version}\"\n}}\n")),
        (
            "outputs.tf",
            "output \"label\" {\n  description = \"The label.\"\n  value       = \"To ${var.address}\"\n}\n"
                .to_owned(),
        ),
        (
            "examples/basic/main.tf",
            "module \"parcel\" {\n  source = \"../..\"\n\n  address = \"Main Street\"\n}\n".to_owned(),
        ),
        (
            "tests/address.tftest.hcl",
            "run \"refuses_no_address\" {\n  command = plan\n\n  variables {\n    address = \"\"\n  }\n\n  \
             expect_failures = [var.address]\n}\n\nrun \"writes_the_label\" {\n  variables {\n    \
             address = \"Main Street\"\n  }\n\n  assert {\n    \
             condition     = output.label == \"To Main Street\"\n    \
             error_message = \"It must say where to.\"\n  }\n}\n"
                .to_owned(),
        ),
    ];
    files.into_iter().map(|(path, text)| (path.to_owned(), text)).collect()
}

/// The files with the tables of inputs and outputs in their README.
fn documented(mut files: Files) -> Files {
    let is_root = |path: &String| path.ends_with(".tf") && !path.contains('/');
    let own = files.iter().filter(|(path, _)| is_root(path));
    let module = Module::load(own.map(|(path, text)| (path.clone(), text.clone())));
    if let Refreshed::NoMarkers { text } = refreshed(&files["README.md"], &module) {
        files.insert("README.md".to_owned(), text);
    }
    files
}

/// Publishes a module as `platform/NAME/aws`.
#[track_caller]
fn publish(served: &Served, name: &str, version: &str, files: &Files) {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (path, text) in &documented(files.clone()) {
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, Path::new(path), text.as_bytes()).unwrap();
    }
    let bytes = tar.into_inner().unwrap().finish().unwrap();
    let response = http()
        .put(format!("{}/api/v1/modules/platform/{name}/aws/{version}", served.url))
        .bearer_auth(served.admin_token())
        .body(bytes)
        .send()
        .unwrap();
    assert_eq!(response.status(), 201, "{}", response.text().unwrap());
}

/// Changes the state of a release of `platform/NAME/aws`; `change` is JSON.
#[track_caller]
fn change(served: &Served, name: &str, version: &str, change: &str) {
    let url = format!("{}/api/v1/modules/platform/{name}/aws/{version}/transition", served.url);
    let request = http().post(url).bearer_auth(served.admin_token());
    let request = request.header("content-type", "application/json");
    let response = request.body(change.to_owned()).send().unwrap();
    assert_eq!(response.status(), 200, "{}", response.text().unwrap());
}

const APPROVE: &str = r#"{"action": "approve"}"#;
