//! The commands that tell something, and what holds for every command.

use crate::support::pave::{Sandbox, pave};

/// Every command below `pave`, by its words.
fn commands() -> Vec<Vec<String>> {
    fn below(command: &clap::Command, words: &[String], all: &mut Vec<Vec<String>>) {
        for sub in command.get_subcommands().filter(|s| s.get_name() != "help") {
            let words: Vec<String> =
                words.iter().cloned().chain([sub.get_name().to_owned()]).collect();
            all.push(words.clone());
            below(sub, &words, all);
        }
    }
    let mut all = Vec::new();
    below(&pavestone::cli::command(), &[], &mut all);
    all
}

#[test]
fn every_command_explains_itself_and_ends_without_asking() {
    for words in commands() {
        let mut with_help: Vec<&str> = words.iter().map(String::as_str).collect();
        with_help.push("--help");
        let ran = pave(&with_help).ok();
        assert!(ran.stdout.contains("Usage: pave"), "{words:?}: {}", ran.stdout);
        // Standard input is closed, so a command that asks would fail or wait for ever.
        if words[0] == "offline" && words.get(1).is_some_and(|w| w == "provider") {
            continue;
        }
        // And one serves until it is told to end.
        if words == ["serve"] {
            continue;
        }
        let bare: Vec<&str> = words.iter().map(String::as_str).collect();
        let ran = pave(&bare);
        assert!(matches!(ran.code, Some(0..=3)), "{words:?}: {ran:?}");
        assert!(!ran.stderr.contains("panicked"), "{words:?}: {}", ran.stderr);
    }
}

#[test]
fn a_word_that_is_no_command_is_refused_with_the_nearest() {
    let ran = pave(&["rendr"]).expect(2);
    assert!(ran.stderr.contains("'render'"), "{}", ran.stderr);
}

#[test]
fn completions_are_there_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = pave(&["completions", shell]).ok();
        assert!(ran.stdout.contains("pave"), "{shell}");
        assert!(ran.stdout.contains("blueprint"), "{shell}");
    }
}

#[test]
fn a_manual_page_is_there_for_every_command() {
    assert!(pave(&["man"]).ok().stdout.contains(".TH pave 1"));
    for words in commands().iter().filter(|w| w.len() == 1) {
        let page = pave(&["man", &words[0]]).ok().stdout;
        assert!(page.contains(".SH SYNOPSIS"), "{words:?}");
    }
    pave(&["man", "nothing"]).expect(2);
}

#[test]
fn what_is_written_fits_the_published_schemas() {
    let sandbox = Sandbox::new();
    sandbox.pave(&["new", "--blueprint", "http-api", "--yes", "--out", "svc"]).ok();
    let text = sandbox.read("svc/stack.yaml");
    let stack: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
    for name in ["stack", "answers"] {
        let schema = sandbox.pave(&["schema", name]).ok().json();
        let validator = jsonschema::validator_for(&schema).unwrap();
        assert!(validator.is_valid(&stack), "{name}");
        let mut wrong = stack.clone();
        wrong["environmnets"] = serde_json::json!([]);
        assert!(!validator.is_valid(&wrong), "{name} takes an unknown key");
    }
}

#[test]
fn a_resource_type_is_described_from_the_providers_schema() {
    let ran = pave(&["schema", "aws_sqs_queue"]).ok();
    for line in ["kms_master_key_id", "visibility_timeout_seconds", "optional"] {
        assert!(ran.stdout.contains(line), "{}", ran.stdout);
    }
    let json = pave(&["schema", "data.aws_vpc", "--json"]).ok().json();
    assert_eq!(json["provider"], "registry.terraform.io/hashicorp/aws");
    let ran = pave(&["schema", "aws_sqs_queu"]).expect(2);
    assert!(ran.stderr.contains("`aws_sqs_queue`"), "{}", ran.stderr);
}

#[test]
fn search_says_why_and_says_when_there_is_nothing() {
    let ran = pave(&["search", "somewhere to keep files"]).ok();
    assert!(ran.stdout.starts_with("object-store"), "{}", ran.stdout);
    let ran = pave(&["search", "quantum annealing"]).expect(1);
    assert!(ran.stderr.contains("nothing in the catalog"), "{}", ran.stderr);
}

#[test]
fn an_error_for_a_program_is_told_in_json() {
    let ran = pave(&["new", "--use", "postgress", "--name", "svc", "--json"]).expect(2);
    let json = ran.json();
    assert_eq!(json["error"], "the catalog has no module `postgress`");
    assert_eq!(json["hints"][0], "did you mean `postgres`?");
    assert_eq!(ran.stderr, "");
}
