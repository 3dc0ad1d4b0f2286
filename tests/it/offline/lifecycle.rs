//! Resources made, changed, imported and destroyed by Terraform itself, through a mirror.

use std::process::Command;

use super::*;

const QUEUE: &str = r#"
provider "aws" {
  region = "eu-west-1"
}

resource "aws_sqs_queue" "this" {
  name          = "orders"
  delay_seconds = 5
}

resource "aws_security_group" "this" {
  name = "orders"
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_lb_listener" "this" {
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/orders/0123456789abcdef"
  default_action {
    type             = "forward"
    target_group_arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/orders/0123456789abcdef"
  }
}

output "arn" {
  value = aws_sqs_queue.this.arn
}

output "url" {
  value = aws_sqs_queue.this.url
}

output "listener" {
  value = aws_lb_listener.this.arn
}
"#;

fn output(bench: &Bench, name: &str) -> String {
    bench.succeed(&["output", "-raw", name])
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_is_applied_is_there_the_same_every_time_and_can_be_destroyed() {
    let bench = bench(&[("root/main.tf", QUEUE)]);
    bench.succeed(&["init", "-no-color"]);
    bench.succeed(&["apply", "-auto-approve", "-no-color"]);
    let arn = output(&bench, "arn");
    assert_eq!(arn, "arn:aws:sqs:eu-west-1:123456789012:orders");
    assert_eq!(output(&bench, "url"), "https://sqs.eu-west-1.amazonaws.com/123456789012/orders");
    let listener = output(&bench, "listener");
    assert!(listener.starts_with(
        "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/orders/0123456789abcdef/"
    ));

    let plan = bench.terraform(&["plan", "-detailed-exitcode", "-no-color"]);
    assert_eq!(plan.status.code(), Some(0), "{}", String::from_utf8_lossy(&plan.stdout));

    bench.write(
        "root/main.tf",
        &QUEUE
            .replace("delay_seconds = 5", "delay_seconds = 6")
            .replace("10.0.0.0/8", "10.0.0.0/16"),
    );
    let changed = bench.succeed(&["apply", "-auto-approve", "-no-color"]);
    assert!(changed.contains("aws_sqs_queue.this will be updated in-place"), "{changed}");
    assert!(changed.contains("0 added, 2 changed, 0 destroyed"), "{changed}");
    assert_eq!(output(&bench, "arn"), arn);

    let destroyed = bench.succeed(&["destroy", "-auto-approve", "-no-color"]);
    assert!(destroyed.contains("Resources: 3 destroyed"), "{destroyed}");
    bench.write("root/main.tf", QUEUE);
    bench.succeed(&["apply", "-auto-approve", "-no-color"]);
    assert_eq!(output(&bench, "listener"), listener, "the same is made of the same");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn resources_can_be_imported_moved_and_removed() {
    let bench = bench(&[(
        "root/main.tf",
        r#"import {
  to = aws_vpc.this
  id = "vpc-0123"
}
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
output "id" { value = aws_vpc.this.id }
"#,
    )]);
    bench.succeed(&["init"]);
    let applied = bench.succeed(&["apply", "-auto-approve", "-no-color"]);
    assert!(applied.contains("1 imported, 0 added"), "{applied}");
    assert_eq!(output(&bench, "id"), "vpc-0123");

    bench.write(
        "root/main.tf",
        r#"moved {
  from = aws_vpc.this
  to   = aws_vpc.renamed
}
resource "aws_vpc" "renamed" {
  cidr_block = "10.0.0.0/16"
}
"#,
    );
    let plan = bench.succeed(&["plan", "-no-color"]);
    assert!(plan.contains("aws_vpc.this has moved to aws_vpc.renamed"), "{plan}");
    assert!(plan.contains("0 to add, 0 to change, 0 to destroy"), "{plan}");

    bench.write(
        "root/main.tf",
        r#"removed {
  from = aws_vpc.this
  lifecycle {
    destroy = false
  }
}
"#,
    );
    let plan = bench.succeed(&["plan", "-no-color"]);
    assert!(plan.contains("will no longer be managed by Terraform"), "{plan}");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn state_moves_from_one_type_to_another() {
    let object = |kind: &str| {
        format!("resource \"{kind}\" \"this\" {{\n  bucket = \"b\"\n  key    = \"k\"\n}}\n")
    };
    let bench = bench(&[("root/main.tf", &object("aws_s3_bucket_object"))]);
    bench.succeed(&["init"]);
    bench.succeed(&["apply", "-auto-approve"]);
    let moved = "moved {\n  from = aws_s3_bucket_object.this\n  to   = aws_s3_object.this\n}\n";
    bench.write("root/main.tf", &(moved.to_owned() + &object("aws_s3_object")));
    let plan = bench.succeed(&["plan", "-no-color"]);
    assert!(plan.contains("0 to add, 0 to change, 0 to destroy"), "{plan}");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn write_only_arguments_and_ephemeral_resources_leave_nothing_in_state() {
    let bench = bench(&[(
        "root/main.tf",
        r#"ephemeral "random_password" "this" {
  length = 12
}
resource "aws_db_instance" "this" {
  identifier          = "orders"
  instance_class      = "db.t4g.micro"
  engine              = "postgres"
  password_wo         = ephemeral.random_password.this.result
  password_wo_version = 1
}
output "port" { value = aws_db_instance.this.port }
"#,
    )]);
    bench.succeed(&["init"]);
    bench.succeed(&["apply", "-auto-approve", "-no-color"]);
    assert_eq!(output(&bench, "port"), "5432");
    let state = bench.succeed(&["show", "-json"]);
    let state: serde_json::Value = serde_json::from_str(&state).unwrap();
    let values = &state["values"]["root_module"]["resources"][0]["values"];
    assert_eq!(values["password_wo"], serde_json::Value::Null);
    assert_eq!(values["password_wo_version"], 1);
    let plan = bench.terraform(&["plan", "-detailed-exitcode"]);
    assert_eq!(plan.status.code(), Some(0));
}

#[test]
fn a_mirror_can_be_installed_again_and_says_when_the_program_has_moved() {
    let bench = bench(&[("gone/pave", "")]);
    let dir = bench.path("mirror");
    let first = offline::install(&dir, Providers::embedded(), Utf8Path::new(PAVE)).unwrap();
    let files = bench.files();
    assert_eq!(offline::install(&dir, Providers::embedded(), Utf8Path::new(PAVE)).unwrap(), first);
    assert_eq!(bench.files(), files);
    assert_eq!(first.environment[0].0, "TF_CLI_CONFIG_FILE");
    assert!(first.cli_config.is_file());
    assert_eq!(first.providers.len(), Providers::embedded().iter().count());

    offline::install(&dir, Providers::embedded(), &bench.path("gone/pave")).unwrap();
    let launcher =
        bench.files().into_iter().find(|f| f.contains("terraform-provider-null")).unwrap();
    let output = Command::new(bench.path(&launcher)).env("PATH", "/bin").output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.trim(), "pave is no longer where it was; run `pave offline install` again");
}
