//! What a release takes and gives, and what changed between two.

use std::io::Write as _;

use serde_json::{Value, json};

use super::{as_admin, json as json_of, request};
use crate::support::pave::Sandbox;
use crate::support::registry::Served;

const TOPIC: &str = "modules/platform/topic/aws";

/// Writes the catalog's topic into a folder, as a version with one output more.
fn topic(sandbox: &Sandbox, folder: &str, version: &str, more: &str) {
    let from = concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/modules/topic");
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        if entry.file_type().is_dir() {
            continue;
        }
        let path = entry.path().strip_prefix(from).unwrap();
        let mut text = std::fs::read_to_string(entry.path()).unwrap();
        match path.to_str().unwrap() {
            "module.yaml" => {
                text = text.replacen("version: 1.0.0", &format!("version: {version}"), 1);
            }
            "outputs.tf" => text.push_str(more),
            "README.md" => {
                let row = "| `display_name` | Name that mails show. |\n";
                text = text.replacen(
                    "\n<!-- /pave:interface -->",
                    &format!("{row}\n<!-- /pave:interface -->"),
                    1,
                );
            }
            "CHANGELOG.md" => {
                text = text.replacen("## 1.0.0", &format!("## {version}\n\n- New.\n\n## 1.0.0"), 1);
            }
            _ => {}
        }
        sandbox.write(format!("{folder}/{}", path.display()), text);
    }
}

/// The folder as a gzipped tar.
fn packed(sandbox: &Sandbox, folder: &str) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for path in sandbox.files(folder) {
        let text = sandbox.read(format!("{folder}/{path}"));
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, path, text.as_bytes()).unwrap();
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&tar.into_inner().unwrap()).unwrap();
    gzip.finish().unwrap()
}

/// Publishes the folder as a version of the topic.
#[track_caller]
fn publish(served: &Served, sandbox: &Sandbox, folder: &str, version: &str) {
    let upload = as_admin(served, "PUT", &format!("{TOPIC}/{version}"));
    json_of(upload.body(packed(sandbox, folder)).send().unwrap(), 201);
}

#[track_caller]
fn transition(served: &Served, version: &str, what: &Value) {
    let path = format!("{TOPIC}/{version}/transition");
    json_of(as_admin(served, "POST", &path).json(what).send().unwrap(), 200);
}

const OUTPUT: &str = "\noutput \"display_name\" {\n  description = \"Name that mails show.\"\n  \
                      value       = aws_sns_topic.this.display_name\n}\n";

#[test]
fn two_versions_are_compared_as_pave_diff_compares_them() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    topic(&sandbox, "new", "1.1.0", OUTPUT);
    publish(&served, &sandbox, "new", "1.1.0");
    transition(&served, "1.1.0", &json!({ "action": "approve" }));

    let diff = format!("{TOPIC}/diff?from=1.0.0&to=v1.1.0");
    let get = || json_of(request(&served, "GET", &diff).send().unwrap(), 200);
    let told = get();
    assert_eq!(told, get(), "the second time it comes from memory");

    let old = concat!(env!("CARGO_MANIFEST_DIR"), "/catalog/modules/topic");
    let ran = sandbox.pave(&["diff", old, "new", "--json"]).ok().json();
    let changes = |told: &Value| -> Vec<Value> {
        let changes = told["changes"].as_array().unwrap().iter();
        changes.map(|c| json!([c["lint"], c["class"], c["subject"], c["message"]])).collect()
    };
    assert_eq!(changes(&told), changes(&ran));
    assert_ne!(changes(&told), [Value::Null; 0]);
    for part in ["bump", "smallest_version", "verdict", "unread"] {
        assert_eq!(told[part], ran[part], "{part}");
    }
    insta::assert_snapshot!(
        format!("{} {} {}", told["bump"], told["smallest_version"], told["changes"][0]),
        @r#""minor" "1.1.0" {"callers":"","class":"minor","lint":"output-added","message":"the output value `display_name` was added","new":"platform/topic/aws 1.1.0/outputs.tf:49:8","old":null,"subject":"display_name","submodule":null,"waived":null}"#
    );
}

#[test]
fn an_interface_names_what_a_release_takes_and_gives() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    let path = "modules/platform/postgres/aws/1.0.0/interface";
    let told = json_of(request(&served, "GET", path).send().unwrap(), 200);
    assert_eq!(
        (&told["module"], &told["version"]),
        (&json!("platform/postgres/aws"), &json!("1.0.0"))
    );
    let names = |list: &Value| -> Vec<String> {
        let list = list.as_array().unwrap().iter();
        list.map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    let shown = sandbox.pave(&["show", "postgres", "--full", "--json"]).ok().json();
    let mut inputs = names(&shown["interface"]["inputs"]);
    inputs.sort();
    assert_eq!(names(&told["parts"][0]["inputs"]), inputs);
    assert_eq!(names(&told["parts"][0]["outputs"]), names(&shown["interface"]["outputs"]));
}

#[test]
fn only_who_reviews_sees_what_is_not_approved_yet() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    topic(&sandbox, "new", "1.1.0", OUTPUT);
    publish(&served, &sandbox, "new", "1.1.0");
    for path in [format!("{TOPIC}/diff?from=1.0.0&to=1.1.0"), format!("{TOPIC}/1.1.0/interface")] {
        let told = json_of(request(&served, "GET", &path).send().unwrap(), 404);
        assert_eq!(told["error"], "there is no release platform/topic/aws 1.1.0");
        json_of(as_admin(&served, "GET", &path).send().unwrap(), 200);
    }
}

#[test]
fn what_is_not_there_or_was_deleted_is_told_apart() {
    let sandbox = Sandbox::new();
    let served = Served::start(&sandbox, &[]);
    topic(&sandbox, "new", "1.1.0", OUTPUT);
    publish(&served, &sandbox, "new", "1.1.0");
    transition(&served, "1.1.0", &json!({ "action": "approve" }));
    transition(&served, "1.1.0", &json!({ "action": "delete", "reason": "it held a password" }));
    let mut told = String::new();
    for path in [
        format!("{TOPIC}/diff?from=1.0.0&to=1.1.0"),
        format!("{TOPIC}/diff?from=1.0.0&to=9.0.0"),
        format!("{TOPIC}/diff?from=1.0.0&to=new"),
        format!("{TOPIC}/diff?from=1.0.0"),
        format!("{TOPIC}/1.1.0/interface"),
        "modules/platform/nope/aws/1.0.0/interface".to_owned(),
        "modules/Platform/topic/aws/1.0.0/interface".to_owned(),
    ] {
        let response = request(&served, "GET", &path).send().unwrap();
        let status = response.status().as_u16();
        let error = json_of(response, status);
        told += &format!("{path}: {status} {} {}\n", error["error"], error["hints"]);
    }
    insta::assert_snapshot!(told, @r#"
    modules/platform/topic/aws/diff?from=1.0.0&to=1.1.0: 410 "platform/topic/aws 1.1.0 was deleted" ["it held a password"]
    modules/platform/topic/aws/diff?from=1.0.0&to=9.0.0: 404 "there is no release platform/topic/aws 9.0.0" []
    modules/platform/topic/aws/diff?from=1.0.0&to=new: 400 "`new` is no version" ["write it like 1.2.0"]
    modules/platform/topic/aws/diff?from=1.0.0: 400 "failed to deserialize query string: missing field `to`" ["/api/v1/openapi.json describes what is taken"]
    modules/platform/topic/aws/1.1.0/interface: 410 "platform/topic/aws 1.1.0 was deleted" ["it held a password"]
    modules/platform/nope/aws/1.0.0/interface: 404 "there is no module platform/nope/aws" ["POST /api/v1/search finds modules by what they are for"]
    modules/Platform/topic/aws/1.0.0/interface: 400 "`Platform` cannot be a module's namespace" ["1 to 64 small letters and digits, with - and _ between them"]
    "#);
}
