//! What is told of resources that are taken over: every decision, with its place.

use super::{catalog, new_module};

#[test]
fn every_decision_is_told_with_its_place() {
    let sandbox = catalog();
    sandbox.write(
        "live/main.tf",
        "resource \"aws_sqs_queue\" \"jobs\" {\n  name = \"jobs\"\n  kms_master_key_id = \
         aws_kms_key.main.arn\n  sqs_managed_sse_enabled = false\n}\n",
    );
    let ran = new_module(&sandbox, "made", &["--from", "live/main.tf", "--json"]).ok();
    let notes: Vec<String> = ran.json()["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| {
            let place = &note["labels"][0];
            format!("{}:{} {}", place["path"], place["line"], note["message"])
        })
        .collect();
    insta::assert_snapshot!(notes.join("\n"), @r#"
    "live/main.tf":2 "`jobs` is the input `name` now"
    "live/main.tf":3 "`aws_kms_key.main.arn` is the input `kms_key_arn` now, a string"
    "live/main.tf":4 "`sqs_managed_sse_enabled` is not true, which would be safe"
    "#);
}

#[test]
fn what_a_capability_gives_is_taken_from_it() {
    let sandbox = catalog();
    sandbox.write(
        "live/main.tf",
        "resource \"aws_lb_target_group\" \"web\" {\n  name = \"web\"\n  vpc_id = module.vpc.vpc_id\n}\n",
    );
    let words = ["--from", "live/main.tf", "--requires", "network"];
    new_module(&sandbox, "made", &words).ok();
    let main = sandbox.read("acme/modules/made/main.tf");
    assert!(main.contains("var.network.vpc_id"), "{main}");
}

#[test]
fn the_same_words_make_the_same_bytes() {
    let made = || {
        let sandbox = catalog();
        new_module(&sandbox, "made", &["--resource", "aws_db_instance"]).ok();
        let files = sandbox.files("acme");
        files.iter().map(|file| (file.clone(), sandbox.read(format!("acme/{file}")))).collect()
    };
    let (one, other): (Vec<_>, Vec<_>) = (made(), made());
    assert_eq!(one, other);
}
