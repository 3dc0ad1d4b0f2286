//! What `pave vet` tries with real Terraform: examples, tests, mutants and upgrades.

use std::fmt::Write as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::pave::{PAVE, Ran, Sandbox};
use crate::support::pty::Pty;
use crate::vet::put_base;

const MAIN: &str = r#"terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

variable "name" {
  type = string

  validation {
    condition     = length(var.name) > 2
    error_message = "Too short."
  }
}

resource "aws_sqs_queue" "this" {
  name                      = var.name
  sqs_managed_sse_enabled   = true
  receive_wait_time_seconds = 20
}

output "arn" {
  value = aws_sqs_queue.this.arn
}
"#;

const CARD: &str = r#"name: queue
version: 1.0.0
summary: A queue.
owner: team-queues
lifecycle: approved
guardrails:
  - id: encrypted
    text: Messages are encrypted.
    at: [aws_sqs_queue.this.sqs_managed_sse_enabled]
  - id: long-polling
    text: Receivers wait.
    at: [aws_sqs_queue.this.receive_wait_time_seconds]
  - id: named
    text: A name is long enough.
    at: [var.name]
"#;

const TESTS: &str = r#"mock_provider "aws" {}

variables {
  name = "orders"
}

run "guardrails_hold" {
  command = plan

  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled == true
    error_message = "It must be encrypted."
  }

  assert {
    condition     = aws_sqs_queue.this.receive_wait_time_seconds == 20
    error_message = "Receivers must wait."
  }
}

run "a_short_name_is_refused" {
  command = plan

  variables {
    name = "x"
  }

  expect_failures = [var.name]
}
"#;

const EXAMPLE: &str = r#"provider "aws" {
  region = "eu-west-1"
}

module "orders" {
  source = "../.."
  name   = "orders"
}
"#;

/// A module in the folder `queue` that is in order.
fn module() -> Sandbox {
    let sandbox = Sandbox::new();
    write(&sandbox, "queue", MAIN);
    sandbox
}

fn write(sandbox: &Sandbox, folder: &str, main: &str) {
    sandbox.write(format!("{folder}/main.tf"), main);
    sandbox.write(format!("{folder}/module.yaml"), CARD);
    sandbox.write(format!("{folder}/tests/guardrails.tftest.hcl"), TESTS);
    sandbox.write(format!("{folder}/examples/basic/main.tf"), EXAMPLE);
}

fn vet(sandbox: &Sandbox, words: &[&str]) -> Ran {
    sandbox.pave(&[&["vet", "./queue"], words].concat())
}

/// The entries of the cache.
fn entries(sandbox: &Sandbox) -> Vec<std::path::PathBuf> {
    let folder = sandbox.path("../home/.cache/pave/vet");
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// What was tried, and what was found by it, whatever the rules say of the files.
struct Told {
    trials: Value,
    findings: String,
}

#[track_caller]
fn told(ran: &Ran) -> Told {
    let record = ran.json();
    let module = &record["modules"][0];
    let mut findings = String::new();
    for finding in module["findings"].as_array().unwrap() {
        let text = |key: &str| finding[key].as_str().unwrap();
        if !text("rule").starts_with("vet-") {
            continue;
        }
        writeln!(findings, "{}[{}]: {}", text("severity"), text("rule"), text("message")).unwrap();
        for label in finding["labels"].as_array().unwrap() {
            let at = format!("{}:{}:{}", label["path"], label["line"], label["column"]);
            let (at, said) = (at.replace('"', ""), label["text"].as_str().unwrap());
            writeln!(findings, "{}", format!("  {at} {said}").trim_end()).unwrap();
        }
        for help in finding["help"].as_array().unwrap() {
            writeln!(findings, "  help: {}", help.as_str().unwrap()).unwrap();
        }
    }
    Told { trials: module["trials"].clone(), findings }
}

/// Vets the module of this page, and tells what was tried.
#[track_caller]
fn tried(sandbox: &Sandbox, words: &[&str]) -> Told {
    told(&vet(sandbox, &[words, &["--json"]].concat()))
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn people_are_told_in_a_line_what_was_tried() {
    let sandbox = Sandbox::new();
    put_base(&sandbox, "module");
    sandbox.pave(&["module", "docs", "./module"]).ok();
    let ran = sandbox.pave(&["vet", "./module", "--strict"]).ok();
    assert_eq!(ran.stderr, "");
    assert_snapshot!(ran.stdout, @"
    module  version  findings  compared with  examples  tests   guardrails  mutants killed
    module  1.0.0    fit       no release     1 of 1    2 pass  1 of 1      2 of 2
    ");
    let ran = sandbox.pave(&["vet", "./module", "--mutants", "none"]).ok();
    assert_snapshot!(ran.stdout, @"
    module  version  findings  compared with  examples  tests   guardrails  mutants killed
    module  1.0.0    fit       no release     1 of 1    2 pass  -           -
    ");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_is_in_order_is_remembered_until_something_changes() {
    let sandbox = module();
    let before = sandbox.files("");
    let first = tried(&sandbox, &[]);
    assert_eq!(first.findings, "");
    assert_eq!(first.trials["remembered"], 0);
    assert_eq!(first.trials["tests_passed"], 2);
    assert_eq!(first.trials["guardrails_upheld"], 3);
    assert_eq!(sandbox.files(""), before, "nothing is left in the folder");
    assert_eq!(entries(&sandbox).len(), 1);

    let remembered = |words: &[&str]| tried(&sandbox, words).trials["remembered"].clone();
    let again = tried(&sandbox, &[]).trials;
    assert_eq!((&again["remembered"], &again["score"]["percent"]), (&7.into(), &100.into()));
    assert_eq!(remembered(&["--no-cache"]), 0);

    // What cannot be read is as good as absent.
    for entry in entries(&sandbox) {
        std::fs::write(entry, "{\"fates\": 1").unwrap();
    }
    assert_eq!(remembered(&[]), 0);

    // What only people read changes nothing; what Terraform reads does.
    sandbox.write("queue/README.md", "# Queue\n");
    assert_eq!(remembered(&[]), 7);
    sandbox.write("queue/main.tf", format!("{MAIN}\n"));
    assert_eq!(remembered(&[]), 0);
    assert_eq!(entries(&sandbox).len(), 2);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_guardrail_that_no_test_misses_is_told_with_its_place() {
    let sandbox = module();
    let without = TESTS.replace("receive_wait_time_seconds == 20", "name == \"orders\"");
    sandbox.write("queue/tests/guardrails.tftest.hcl", without);
    let Told { trials, findings } = tried(&sandbox, &[]);
    assert_snapshot!(findings, @r#"
    error[vet-guardrail-untested]: guardrail `long-polling`: no test fails with `aws_sqs_queue.this.receive_wait_time_seconds` taken out
      ./queue/main.tf:22:3
      ./queue/module.yaml:12:10 the guardrail stands on this
      help: assert it in tests/guardrails.tftest.hcl
    error[vet-guardrail-untested]: guardrail `long-polling`: no test fails with `aws_sqs_queue.this.receive_wait_time_seconds` with `20` turned into `21`
      ./queue/main.tf:22:31
      ./queue/module.yaml:12:10 the guardrail stands on this
      help: assert it in tests/guardrails.tftest.hcl
    "#);
    assert_eq!(
        (&trials["guardrails_upheld"], &trials["score"]["percent"]),
        (&2.into(), &60.into())
    );
    // What survived is remembered as well.
    assert_eq!(tried(&sandbox, &[]).findings, findings);
    vet(&sandbox, &[]).expect(1);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_fails_with_nothing_changed_says_nothing_of_mutants() {
    let sandbox = module();
    sandbox.write("queue/tests/guardrails.tftest.hcl", TESTS.replace("== 20", "== 10"));
    sandbox.write("queue/examples/basic/main.tf", EXAMPLE.replace("name ", "nome "));
    let Told { trials, findings } = tried(&sandbox, &[]);
    assert_snapshot!(findings, @r#"
    error[vet-example]: examples/basic does not plan: Missing required argument: The argument "name" is required, but no definition was found.
      queue/examples/basic/main.tf:5:17
    error[vet-example]: examples/basic does not plan: Unsupported argument: An argument named "nome" is not expected here. Did you mean "name"?
      queue/examples/basic/main.tf:7:3
    error[vet-test]: a test fails: Test assertion failed: Receivers must wait.
      queue/tests/guardrails.tftest.hcl:16:21
    "#);
    assert_eq!(
        (&trials["tests_passed"], &trials["score"]["percent"]),
        (&Value::Null, &Value::Null)
    );
    let ran = vet(&sandbox, &[]).expect(1);
    let end = "  0 of 1    none pass  -           -\n";
    assert!(ran.stdout.ends_with(end), "{}", ran.stdout);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn an_address_that_names_nothing_is_found() {
    let sandbox = module();
    sandbox.write("queue/module.yaml", CARD.replace("sse_enabled", "sse_enable"));
    assert_snapshot!(tried(&sandbox, &[]).findings, @r#"
    error[vet-guardrail-address]: guardrail `encrypted`: `aws_sqs_queue.this.sqs_managed_sse_enable` names nothing in the module
      ./queue/module.yaml:9:10
      help: did you mean `aws_sqs_queue.this.sqs_managed_sse_enabled`?
    "#);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_mutant_that_terraform_refuses_is_counted_apart() {
    let sandbox = module();
    let whole = CARD.replace(".sqs_managed_sse_enabled", "");
    sandbox.write("queue/module.yaml", whole);
    let score = || {
        let Told { trials, findings } = tried(&sandbox, &[]);
        assert_eq!(findings, "");
        ["killed", "survived", "invalid"].map(|fate| trials["score"][fate].as_u64().unwrap())
    };
    // Without the queue, the output refers to nothing.
    assert_eq!(score(), [3, 0, 1]);
    // Where only the tests refer to it, it is they that notice.
    let alone = MAIN.split_once("output").unwrap().0;
    sandbox.write("queue/main.tf", alone);
    assert_eq!(score(), [4, 0, 0]);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn an_upgrade_may_not_destroy_anything() {
    let sandbox = module();
    let renamed = MAIN.replace("\"this\"", "\"main\"").replace(".this", ".main");
    write(&sandbox, "next", &renamed);
    let words = ["vet", "./next", "--against", "queue", "--mutants", "none", "--json"];
    let tests = TESTS.replace(".this", ".main");
    sandbox.write("next/tests/guardrails.tftest.hcl", tests);
    sandbox.write("next/module.yaml", CARD.replace(".this", ".main"));
    let findings = || told(&sandbox.pave(&words)).findings;
    assert_snapshot!(findings(), @r#"
    error[vet-upgrade]: upgrading examples/basic of the previous release destroys module.orders.aws_sqs_queue.this
      help: keep it with a `moved` block, or make this a new major version
    "#);

    let moved = "moved {\n  from = aws_sqs_queue.this\n  to   = aws_sqs_queue.main\n}\n";
    sandbox.write("next/main.tf", format!("{renamed}\n{moved}"));
    assert_eq!(findings(), "");

    // A new major version may, and it is told all the same.
    sandbox.write("next/main.tf", &renamed);
    let card = CARD.replace(".this", ".main").replace("1.0.0", "2.0.0");
    sandbox.write("next/module.yaml", card);
    assert!(findings().starts_with("warning[vet-upgrade]"), "{}", findings());
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn ctrl_c_ends_the_trials_and_leaves_nothing_behind() {
    let sandbox = module();
    sandbox.write(
        "terraform",
        "#!/bin/sh\n[ \"$1\" = version ] && exit\ntouch \"$TMPDIR/../started\"\nsleep 60\n",
    );
    sandbox.write("tmp/x", "");
    std::fs::remove_file(sandbox.path("tmp/x")).unwrap();
    let script = sandbox.path("terraform");
    assert!(Command::new("chmod").arg("+x").arg(&script).status().unwrap().success());
    let mut run = sandbox.command(PAVE);
    run.args(["vet", "./queue"])
        .env("PAVE_TERRAFORM", &script)
        .env("TMPDIR", sandbox.path("tmp"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    let run = run.spawn().unwrap();
    let began = Instant::now();
    while !sandbox.path("started").exists() {
        assert!(began.elapsed() < Duration::from_secs(30), "terraform was not started");
        std::thread::sleep(Duration::from_millis(20));
    }
    let group = format!("-{}", run.id());
    assert!(Command::new("kill").args(["-INT", "--", &group]).status().unwrap().success());
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("the run was interrupted"), "{said}");
    assert!(std::fs::read_dir(sandbox.path("tmp")).unwrap().next().is_none());
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_terminal_is_told_how_far_it_is() {
    let sandbox = module();
    let mut terminal = Pty::pave(&sandbox, (160, 24), &["vet", "./queue"]);
    terminal.wait("5 of 5").wrote(" of 7 tried");
}
