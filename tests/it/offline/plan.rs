//! Plans of whole configurations.

use super::*;

const SERVICE: &str = r#"
terraform {
  required_providers {
    aws    = { source = "hashicorp/aws", version = "~> 6.0" }
    random = { source = "hashicorp/random" }
  }
  backend "s3" {
    bucket = "states"
    key    = "orders"
    region = "eu-west-1"
  }
}

provider "aws" {
  region = var.region
  default_tags {
    tags = { team = "payments" }
  }
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "size" {
  type = number
}

data "aws_availability_zones" "all" {}
data "aws_caller_identity" "me" {}
data "aws_region" "here" {}
data "aws_partition" "here" {}

data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "orders" }
}

resource "aws_subnet" "this" {
  for_each          = toset(data.aws_availability_zones.all.names)
  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 8, index(data.aws_availability_zones.all.names, each.key))
}

resource "aws_acm_certificate" "this" {
  domain_name       = "example.com"
  validation_method = "DNS"
}

resource "aws_route53_record" "validation" {
  for_each = { for o in aws_acm_certificate.this.domain_validation_options : o.domain_name => o }
  zone_id  = "Z1"
  name     = each.value.resource_record_name
  type     = each.value.resource_record_type
  ttl      = var.size
  records  = [each.value.resource_record_value]
}

resource "random_password" "this" {
  length = 20
}

resource "aws_db_instance" "this" {
  identifier     = "orders"
  engine         = "postgres"
  instance_class = "db.t4g.micro"
  password       = random_password.this.result
}

output "known" {
  value = {
    account   = data.aws_caller_identity.me.account_id
    region    = data.aws_region.here.region
    partition = data.aws_partition.here.partition
    zones     = data.aws_availability_zones.all.names
    tags      = aws_vpc.this.tags_all
    policy    = jsondecode(data.aws_iam_policy_document.read.json).Statement[0].Principal
    arn       = provider::aws::arn_parse("arn:aws:sqs:eu-west-1:1:orders").resource
  }
}
"#;

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_plan_needs_no_credentials_and_leaves_nothing_behind() {
    let bench = bench(&[("root/main.tf", SERVICE), ("root/terraform.tfvars", "size = 60\n")]);
    let outcome = bench
        .try_run("root", Settings { plan_json: true, ..Settings::default() }, Verb::Plan)
        .unwrap();
    assert!(outcome.success, "{:?}", found(&outcome));
    assert_eq!(outcome.summary.unwrap().add, 8);
    assert!(outcome.terraform_version.starts_with("1."), "{}", outcome.terraform_version);
    assert!(outcome.output.contains("# aws_subnet.this[\"eu-central-1b\"] will be created"));
    assert_eq!(bench.files(), ["root/main.tf", "root/terraform.tfvars"]);

    let plan = outcome.plan.unwrap();
    let known = &plan["planned_values"]["outputs"]["known"]["value"];
    assert_eq!(
        *known,
        serde_json::json!({
            "account": "123456789012",
            "region": "eu-central-1",
            "partition": "aws",
            "zones": ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
            "tags": { "Name": "orders", "team": "payments" },
            "policy": { "Service": "ecs-tasks.amazonaws.com" },
            "arn": "orders",
        })
    );
    let changes = plan["resource_changes"].as_array().unwrap();
    let database = changes.iter().find(|change| change["type"] == "aws_db_instance").unwrap();
    assert_eq!(database["change"]["after_unknown"]["endpoint"], true);
    assert_eq!(database["change"]["after_sensitive"]["password"], true);
    // Not computed, and so not "known after apply".
    assert_eq!(database["change"]["after_unknown"]["multi_az"], true);
    assert_eq!(database["change"]["after_unknown"]["deletion_protection"], serde_json::Value::Null);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn variables_are_given_by_flag_and_file() {
    let configuration = r#"variable "a" {}
variable "b" {}
output "o" { value = "${var.a} ${var.b}" }
"#;
    let bench = bench(&[("root/main.tf", configuration), ("values/x.tfvars", "b = \"file\"\n")]);
    let (vars, files) = (["a=flag".to_owned()], [bench.path("values/x.tfvars")]);
    let outcome = bench.try_run(
        "root",
        Settings { vars: &vars, var_files: &files, ..Settings::default() },
        Verb::Plan,
    );
    let outcome = outcome.unwrap();
    assert!(outcome.output.contains("o = \"flag file\""), "{}", outcome.output);
    assert_eq!(outcome.summary, Some(offline::Summary::default()));
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_terraform_finds_wrong_is_pointed_at_in_the_users_own_file() {
    let bench = bench(&[
        (
            "root/main.tf",
            r#"module "store" {
  source = "../modules/store"
}
"#,
        ),
        (
            "modules/store/main.tf",
            r#"resource "aws_s3_bucket" "this" {
  buckett = "orders"
}
resource "aws_vpc" "this" {
  cidr_block = 1 + "a"
}
"#,
        ),
    ]);
    for verb in [Verb::Validate, Verb::Plan] {
        let outcome = bench.run("root", verb);
        assert!(!outcome.success);
        let found = found(&outcome);
        assert_eq!(
            found[0],
            "main.tf:2: Unsupported argument: An argument named \"buckett\" is not expected here. \
             Did you mean \"bucket\"?",
            "{found:#?}"
        );
        let label = &outcome.report.findings[0].labels[0];
        let file = &outcome.report.sources.get(label.source).path;
        assert_eq!(*file, bench.path("modules/store/main.tf"));
    }
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn tests_are_run_and_a_failed_assertion_is_found() {
    let configuration = r#"resource "aws_sqs_queue" "this" {
  name = "orders"
}
output "arn" { value = aws_sqs_queue.this.arn }
"#;
    let passes = r#"run "made" {
  assert {
    condition     = strcontains(output.arn, ":sqs:")
    error_message = "no ARN"
  }
}
"#;
    let fails = r#"run "named" {
  command = plan
  assert {
    condition     = aws_sqs_queue.this.name == "payments"
    error_message = "wrong name"
  }
}
"#;
    let bench = bench(&[("root/main.tf", configuration), ("root/tests/a.tftest.hcl", passes)]);
    let outcome = bench.run("root", Verb::Test);
    assert!(outcome.success, "{} {:?}", outcome.output, found(&outcome));
    assert!(outcome.output.contains("pass"), "{}", outcome.output);

    bench.write("root/tests/b.tftest.hcl", fails);
    let outcome = bench.run("root", Verb::Test);
    assert!(!outcome.success);
    assert!(found(&outcome)[0].starts_with("b.tftest.hcl:4: "), "{:?}", found(&outcome));
    assert!(found(&outcome)[0].contains("wrong name"), "{:?}", found(&outcome));
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn an_apply_is_made_up_and_forgotten() {
    let configuration = r#"resource "aws_kms_key" "this" {}
output "key" { value = aws_kms_key.this.arn }
"#;
    let bench = bench(&[("root/main.tf", configuration)]);
    let outcome = bench.run("root", Verb::Apply);
    assert!(outcome.success, "{:?}", found(&outcome));
    assert_eq!(outcome.summary.unwrap().add, 1);
    assert_eq!(bench.files(), ["root/main.tf"]);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn another_version_than_the_embedded_one_can_be_pinned() {
    let pinned = r#"terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.31.0"
    }
  }
}
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
"#;
    let bench = bench(&[("root/main.tf", pinned)]);
    let outcome = bench.run("root", Verb::Plan);
    assert!(outcome.success, "{:?}", found(&outcome));
    let version = Providers::embedded().find("aws").unwrap().version();
    let note = format!(
        "registry.terraform.io/hashicorp/aws 5.31.0 is asked for; the names and types checked are those of {version}"
    );
    assert_eq!(outcome.notes, [note]);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn what_tests_mock_is_known_to_them() {
    let configuration = r#"data "aws_ami" "this" {}
output "id" { value = data.aws_ami.this.id }
"#;
    let test = r#"mock_provider "aws" {
  mock_data "aws_ami" {
    defaults = { id = "ami-mocked" }
  }
  mock_resource "aws_instance" {}
}
run "it" {
  assert {
    condition     = output.id == "ami-mocked"
    error_message = output.id
  }
}
"#;
    let bench = bench(&[("root/main.tf", configuration), ("root/a.tftest.hcl", test)]);
    let outcome = bench.run("root", Verb::Test);
    assert!(outcome.success, "{} {:?}", outcome.output, found(&outcome));

    let elsewhere = test.replace("  mock_data", "  source = \"./mocks\"\n  mock_data");
    bench.write("root/a.tftest.hcl", &elsewhere);
    bench.write("root/mocks/x.tfmock.hcl", "mock_resource \"aws_vpc\" {}\n");
    let outcome = bench.run("root", Verb::Test);
    assert!(outcome.success, "{} {:?}", outcome.output, found(&outcome));
}
