//! What `pave vet` tries with real Terraform: examples, tests, mutants and upgrades.

use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::support::pave::{PAVE, Ran, Sandbox};
use crate::support::pty::Pty;

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

const IN_ORDER: &str = "queue: 1 of 1 examples plan; 2 tests pass; guardrails: 3 of 3 hold; \
                        5 mutants, 5 killed (100 %)\n";

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_is_in_order_is_remembered_until_something_changes() {
    let sandbox = module();
    let before = sandbox.files("");
    assert_eq!(vet(&sandbox, &[]).ok().stdout, IN_ORDER);
    assert_eq!(sandbox.files(""), before, "nothing is left in the folder");
    assert_eq!(entries(&sandbox).len(), 1);

    let told = vet(&sandbox, &["--json"]).ok().json();
    assert_eq!(told["modules"][0]["remembered"], 7);
    assert_eq!(told["modules"][0]["score"]["percent"], 100);
    let told = vet(&sandbox, &["--json", "--no-cache"]).ok().json();
    assert_eq!(told["modules"][0]["remembered"], 0);

    // What cannot be read is as good as absent.
    for entry in entries(&sandbox) {
        std::fs::write(entry, "{\"fates\": 1").unwrap();
    }
    assert_eq!(vet(&sandbox, &["--json"]).ok().json()["modules"][0]["remembered"], 0);

    // What only people read changes nothing; what Terraform reads does.
    sandbox.write("queue/README.md", "# Queue\n");
    assert_eq!(vet(&sandbox, &["--json"]).ok().json()["modules"][0]["remembered"], 7);
    sandbox.write("queue/main.tf", format!("{MAIN}\n"));
    assert_eq!(vet(&sandbox, &["--json"]).ok().json()["modules"][0]["remembered"], 0);
    assert_eq!(entries(&sandbox).len(), 2);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_guardrail_that_no_test_misses_is_told_with_its_place() {
    let sandbox = module();
    let without = TESTS.replace("receive_wait_time_seconds == 20", "name == \"orders\"");
    sandbox.write("queue/tests/guardrails.tftest.hcl", without);
    let ran = vet(&sandbox, &[]).expect(1);
    assert_snapshot!(ran.stderr, @r#"
    error[vet-guardrail-untested]: guardrail `long-polling`: no test fails with `aws_sqs_queue.this.receive_wait_time_seconds` taken out
      --> ./queue/main.tf:22:3
       |
    22 |   receive_wait_time_seconds = 20
       |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
      ::: ./queue/module.yaml:12:10
       |
    12 |     at: [aws_sqs_queue.this.receive_wait_time_seconds]
       |          -------------------------------------------- the guardrail stands on this
       |
    help: assert it in tests/guardrails.tftest.hcl

    error[vet-guardrail-untested]: guardrail `long-polling`: no test fails with `aws_sqs_queue.this.receive_wait_time_seconds` with `20` turned into `21`
      --> ./queue/main.tf:22:31
       |
    22 |   receive_wait_time_seconds = 20
       |                               ^^
       |
      ::: ./queue/module.yaml:12:10
       |
    12 |     at: [aws_sqs_queue.this.receive_wait_time_seconds]
       |          -------------------------------------------- the guardrail stands on this
       |
    help: assert it in tests/guardrails.tftest.hcl
    "#);
    assert_snapshot!(ran.stdout, @"queue: 1 of 1 examples plan; 2 tests pass; guardrails: 2 of 3 hold; 5 mutants, 3 killed (60 %)");
    // What survived is remembered as well.
    assert_eq!(vet(&sandbox, &[]).expect(1).stderr, ran.stderr);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_fails_with_nothing_changed_says_nothing_of_mutants() {
    let sandbox = module();
    sandbox.write("queue/tests/guardrails.tftest.hcl", TESTS.replace("== 20", "== 10"));
    sandbox.write("queue/examples/basic/main.tf", EXAMPLE.replace("name ", "nome "));
    let ran = vet(&sandbox, &[]).expect(1);
    assert_snapshot!(ran.stderr, @r#"
    error[vet-example]: examples/basic does not plan: Missing required argument: The argument "name" is required, but no definition was found.
     --> queue/examples/basic/main.tf:5:17
      |
    5 | module "orders" {
      |                 ^

    error[vet-example]: examples/basic does not plan: Unsupported argument: An argument named "nome" is not expected here. Did you mean "name"?
     --> queue/examples/basic/main.tf:7:3
      |
    7 |   nome   = "orders"
      |   ^^^^

    error[vet-test]: a test fails: Test assertion failed: Receivers must wait.
      --> queue/tests/guardrails.tftest.hcl:16:21
       |
    16 |     condition     = aws_sqs_queue.this.receive_wait_time_seconds == 10
       |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
    assert_snapshot!(ran.stdout, @"queue: 0 of 1 examples plan; tests fail; guardrails: 0 of 3 hold; no mutants");

    let sandbox = module();
    std::fs::remove_dir_all(sandbox.path("queue/tests")).unwrap();
    let ran = vet(&sandbox, &[]).expect(1);
    assert!(ran.stderr.contains("error[vet-test]: queue has no tests"), "{}", ran.stderr);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn an_address_that_names_nothing_is_found() {
    let sandbox = module();
    sandbox.write("queue/module.yaml", CARD.replace("sse_enabled", "sse_enable"));
    let ran = vet(&sandbox, &[]).expect(1);
    assert_snapshot!(ran.stderr, @r#"
    error[vet-guardrail-address]: guardrail `encrypted`: `aws_sqs_queue.this.sqs_managed_sse_enable` names nothing in the module
     --> ./queue/module.yaml:9:10
      |
    9 |     at: [aws_sqs_queue.this.sqs_managed_sse_enable]
      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: did you mean `aws_sqs_queue.this.sqs_managed_sse_enabled`?
    "#);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_mutant_that_terraform_refuses_is_counted_apart() {
    let sandbox = module();
    let whole = CARD.replace(".sqs_managed_sse_enabled", "");
    sandbox.write("queue/module.yaml", whole);
    let score = |ran: Ran| {
        let told = ran.json();
        let score = &told["modules"][0]["score"];
        ["killed", "survived", "invalid"].map(|fate| score[fate].as_u64().unwrap())
    };
    // Without the queue, the output refers to nothing.
    assert_eq!(score(vet(&sandbox, &["--json"]).ok()), [3, 0, 1]);
    // Where only the tests refer to it, it is they that notice.
    let alone = MAIN.split_once("output").unwrap().0;
    sandbox.write("queue/main.tf", alone);
    assert_eq!(score(vet(&sandbox, &["--json"]).ok()), [4, 0, 0]);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn an_upgrade_may_not_destroy_anything() {
    let sandbox = module();
    let renamed = MAIN.replace("\"this\"", "\"main\"").replace(".this", ".main");
    write(&sandbox, "next", &renamed);
    let words = ["vet", "./next", "--against", "queue", "--mutants", "none"];
    let tests = TESTS.replace(".this", ".main");
    sandbox.write("next/tests/guardrails.tftest.hcl", tests);
    sandbox.write("next/module.yaml", CARD.replace(".this", ".main"));
    let ran = sandbox.pave(&words).expect(1);
    assert_snapshot!(ran.stderr, @r#"
    error[vet-upgrade]: upgrading examples/basic of the previous release destroys module.orders.aws_sqs_queue.this
      help: keep it with a `moved` block, or make this a new major version
    "#);

    let moved = "moved {\n  from = aws_sqs_queue.this\n  to   = aws_sqs_queue.main\n}\n";
    sandbox.write("next/main.tf", format!("{renamed}\n{moved}"));
    assert_eq!(sandbox.pave(&words).ok().stderr, "");

    // A new major version may, and it is told all the same.
    sandbox.write("next/main.tf", &renamed);
    let card = CARD.replace(".this", ".main").replace("1.0.0", "2.0.0");
    sandbox.write("next/module.yaml", card);
    let ran = sandbox.pave(&words).ok();
    assert!(ran.stderr.contains("warning[vet-upgrade]"), "{}", ran.stderr);
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
    terminal.wait("5 mutants, 5 killed (100 %)").wrote(" of 7 tried");
}
