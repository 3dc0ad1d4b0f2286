//! The line that repeats a service without a question.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::bytes;
use crate::support::pave::{Ran, Sandbox};

/// Makes a service, repeats it in an empty folder by the line that was told, and compares.
fn repeats(sandbox: &Sandbox, words: &[&str]) -> String {
    let mut all = vec!["new", "--json"];
    all.extend(words);
    let record = sandbox.pave(&all).ok().json();
    let out = record["out"].as_str().unwrap().to_owned();
    let line = record["again"].as_str().unwrap().to_owned();
    let other = Sandbox::new();
    Ran::new(other.command("sh").args(["-c", &line]).output().unwrap()).ok();
    let (one, two) = (bytes(sandbox, &out), bytes(&other, &out));
    assert!(one == two, "{line}\n{}", other.read(format!("{out}/stack.yaml")));
    line
}

#[test]
fn the_line_gives_the_same_bytes_in_an_empty_folder() {
    let mut lines = String::new();
    for words in [
        &["a payments API in containers with Postgres, and receipts stored as files", "--yes"][..],
        &[
            "a public API called orders with Postgres, in dev and us",
            "--owner",
            "acme/o'brien",
            "--yes",
            "--choose",
            "data-class=personal",
        ],
        &[
            "--blueprint",
            "worker",
            "--name",
            "jobs",
            "--owner",
            "team",
            "--yes",
            "--set",
            "network.cidr_block=10.2.0.0/16",
        ],
        &[
            "--use",
            "queue=a",
            "--use",
            "topic=b",
            "--wire",
            "a.subscription=b",
            "--name",
            "q",
            "--owner",
            "t",
            "--out=-q",
        ],
        &[
            "--use",
            "postgres",
            "--use",
            "network@dev=shared-network",
            "--set",
            "shared_network.network_name=lab",
            "--name",
            "q",
            "--owner",
            "t",
            "--yes",
        ],
        &["--name", "q", "--owner", "t", "--yes", "--", "-a queue"],
    ] {
        lines.push_str(&repeats(&Sandbox::new(), words));
        lines.push('\n');
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn what_no_flag_can_say_goes_through_a_pipe() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "answers.yaml",
        "service: jobs\nowner: team\ncomponents:\n  jobs: { module: queue, count: 2 }\n",
    );
    let line = repeats(&sandbox, &["--answers", "answers.yaml"]);
    assert!(line.starts_with("printf %s '# What this"), "{line}");
    assert!(line.ends_with(" | pave new --out jobs --yes --answers -"), "{line}");
}

#[test]
fn no_text_breaks_the_line() {
    // What shells, YAML and HCL make something of, and anything else.
    let hostile = "(['\"$`\\\\!*?~#;&|<>(){}\\[\\]%:=, \n\t\r]|[a-z]|\\PC){1,12}";
    let texts = (hostile, hostile, hostile);
    let mut runner =
        TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let ran_through = std::cell::Cell::new(0);
    runner
        .run(&texts, |(sentence, image, name)| {
            let sandbox = Sandbox::new();
            // References would have to lead somewhere; here they are text.
            let image = image.replace('$', "$$").replace('%', "%%");
            let set = format!("app.image={image}");
            let owner: String = name.chars().filter(|c| !c.is_control()).collect();
            let owner = format!("t{owner}");
            let sentence = format!("an app in a container {sentence}");
            let words = [
                "new",
                &sentence,
                "--name",
                "svc",
                "--use",
                "container-service=svc_app",
                "--set",
                &format!("svc_{set}"),
                "--owner",
                &owner,
                "--yes",
                "--json",
            ];
            let ran = sandbox.pave(&words);
            // What the request itself is refused for is no matter here.
            if ran.code != Some(0) {
                return Ok(());
            }
            let line = ran.json()["again"].as_str().unwrap().to_owned();
            let other = Sandbox::new();
            let again = Ran::new(other.command("sh").args(["-c", &line]).output().unwrap());
            ran_through.set(ran_through.get() + 1);
            prop_assert_eq!(again.code, Some(0), "{}\n{:?}", line, again);
            prop_assert!(bytes(&sandbox, "svc") == bytes(&other, "svc"), "{}", line);
            Ok(())
        })
        .unwrap();
    assert!(ran_through.get() > 12, "{} of 24", ran_through.get());
}
