//! Modules of many shapes, each looked at by real Terraform: laid out, valid, tested, planned by
//! example; and each guardrail is missed by its test when it is taken out.

use super::{catalog, errors, lift, new_module};
use crate::modules::judge;
use crate::support::pave::Sandbox;

/// Makes a module, checks the catalog, and has Terraform look at the module.
fn judged(words: &[&str]) -> Sandbox {
    judged_in(catalog(), words, &[])
}

/// The same, where the rules have `left` to say of what was there before and is kept as it was.
fn judged_in(sandbox: Sandbox, words: &[&str], left: &[&str]) -> Sandbox {
    new_module(&sandbox, "made", words).ok();
    sandbox.pave(&["--catalog", "acme", "catalog", "check"]).ok();
    assert_eq!(errors(&sandbox, "made"), left);
    lift(&sandbox, "made");
    judge(&sandbox);
    sandbox
}

macro_rules! judged {
    ($($test:ident: $words:expr,)*) => {
        $(
            #[test]
            #[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
            fn $test() {
                judged(&$words);
            }
        )*
    };
}

judged! {
    a_simple_resource: ["--resource", "aws_sqs_queue", "--accepts", "encryption", "--provides", "binding"],
    a_resource_of_another_provider: ["--resource", "random_password"],
    a_resource_and_a_data_source: ["--resource", "aws_instance", "--resource", "data.aws_ami"],
    several_linked_resources: [
        "--resource", "aws_lb", "--resource", "aws_lb_listener", "--resource", "aws_lb_target_group",
        "--resource", "aws_security_group", "--requires", "network",
    ],
    two_of_a_type: ["--resource", "aws_sns_topic.orders", "--resource", "aws_sns_topic.failures"],
    declared_inputs_and_outputs: [
        "--resource", "aws_dynamodb_table", "--input", "hash_key:string", "--input",
        "billing_mode:string=PAY_PER_REQUEST", "--output", "arn", "--output",
        "label=\"${var.name}-label\"",
    ],
    a_capability_that_no_resource_tells: ["--resource", "aws_sns_topic", "--provides", "network"],
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_guardrail_that_is_taken_out_is_missed() {
    for resources in [
        ["aws_db_instance", "aws_db_subnet_group"].as_slice(),
        &["aws_s3_bucket", "aws_s3_bucket_server_side_encryption_configuration"],
    ] {
        let sandbox = catalog();
        let words: Vec<&str> = resources.iter().flat_map(|kind| ["--resource", kind]).collect();
        new_module(&sandbox, "made", &words).ok();
        let words = ["--catalog", "acme", "vet", "made", "--no-cache", "--json"];
        let told = sandbox.pave(&words).ok().json();
        let module = &told["modules"][0]["trials"];
        assert!(module["guardrails"].as_u64().unwrap() > 1, "{resources:?}");
        assert_eq!(module["guardrails_upheld"], module["guardrails"], "{told:#}");
    }
}

const QUEUES: &str = r#"
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.10"
    }
  }
  backend "s3" {
    bucket = "state"
  }
}

provider "aws" {
  region = "eu-west-1"
}

variable "env" {
  description = "The environment."
  type        = string
  default     = "dev"
}

variable "buckets" {
  type = map(object({ days = number }))
}

variable "ports" {
  type = set(number)
}

locals {
  prefix   = "acme-${var.env}"
  tags     = { team = "jobs" }
  main_arn = aws_sqs_queue.jobs.arn
}

data "aws_caller_identity" "me" {}

resource "aws_kms_key" "main" {
  description         = "Key"
  enable_key_rotation = true
}

# The jobs of the service.
# They come in bursts.
resource "aws_sqs_queue" "jobs" {
  name                       = "jobs" # the name
  kms_master_key_id          = aws_kms_key.main.arn
  visibility_timeout_seconds = 300
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dlq.arn
    maxReceiveCount     = 5
  })
  tags = merge(local.tags, { Account = data.aws_caller_identity.me.account_id, Prefix = local.prefix })
}

resource "aws_sqs_queue" "dlq" {
  name                    = "jobs-dlq"
  sqs_managed_sse_enabled = true
}

resource "aws_sqs_queue_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.url
  policy    = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = "*", Action = "sqs:*", Resource = local.main_arn }] })
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = "vpc-0123456789abcdef0"

  dynamic "ingress" {
    for_each = var.ports
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = [for s in module.network.private_cidrs : s]
    }
  }
}

resource "aws_s3_bucket" "each" {
  for_each      = var.buckets
  bucket        = "${local.prefix}-${each.key}"
  force_destroy = false
}

module "network" {
  source = "./network"
}

output "jobs_url" {
  description = "Where jobs go."
  value       = aws_sqs_queue.jobs.url
}
"#;

const DATABASE: &str = r#"
resource "aws_db_instance" "db" {
  provider = aws.peer

  identifier             = "orders"
  engine                 = "postgres"
  engine_version         = "16.3"
  instance_class         = "db.t4g.micro"
  allocated_storage      = 20
  storage_encrypted      = true
  publicly_accessible    = true
  vpc_security_group_ids = [aws_security_group.web.id]
  db_subnet_group_name   = module.network.db_subnet_group

  depends_on = [aws_kms_key.main]

  lifecycle {
    ignore_changes = [engine_version]
  }
}

resource "aws_route53_record" "each" {
  for_each = toset(["a", "b"])

  zone_id = aws_route53_zone.all[each.key].zone_id
  name    = each.key
  type    = "CNAME"
  ttl     = 60
  records = [aws_db_instance.db.address]
}
"#;

fn existing() -> Sandbox {
    let sandbox = catalog();
    sandbox.write("live/main.tf", QUEUES);
    sandbox.write("live/database.tf", DATABASE);
    sandbox
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn one_resource_that_exists() {
    let sandbox = judged_in(existing(), &["--from", "live/main.tf:aws_sqs_queue.jobs"], &[]);
    insta::assert_snapshot!(sandbox.read("module/main.tf"), @r#"
    # The jobs of the service.
    # They come in bursts.
    resource "aws_sqs_queue" "jobs" {
      name                       = var.name # the name
      kms_master_key_id          = var.kms_key_arn
      visibility_timeout_seconds = var.visibility_timeout_seconds
      redrive_policy = jsonencode({
        deadLetterTargetArn = var.sqs_queue_arn
        maxReceiveCount     = 5
      })
      tags = merge(var.tags, { Account = var.caller_identity_account_id, Prefix = var.prefix })
    }
    "#);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_file_of_resources_that_exist() {
    let sandbox = judged_in(existing(), &["--from", "live/main.tf", "--provides", "binding"], &[]);
    let main = sandbox.read("module/main.tf");
    for kept in [
        "main_arn = aws_sqs_queue.jobs.arn",
        "\"${var.name}-dlq\"",
        "for_each = var.ports",
        "from_port   = ingress.value",
        "[for s in var.private_cidrs : s]",
        "data \"aws_caller_identity\" \"me\" {}",
    ] {
        assert!(main.contains(kept), "{kept}: {main}");
    }
    for gone in ["provider \"aws\"", "backend", "module.network", "local.tags", "vpc-0123"] {
        assert!(!main.contains(gone), "{gone}: {main}");
    }
    let outputs = sandbox.read("module/outputs.tf");
    assert!(outputs.contains("Where jobs go."), "{outputs}");
    assert!(sandbox.read("module/terraform.tf").contains("~> 6.10"));
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_file_that_names_what_is_in_others() {
    let sandbox = judged_in(existing(), &["--from", "live/database.tf"], &["stateful-unprotected"]);
    let main = sandbox.read("module/main.tf");
    assert!(main.contains("var.route53_zones[each.key].zone_id"), "{main}");
    assert!(main.contains("ignore_changes = [engine_version]"), "{main}");
    assert!(!main.contains("depends_on") && !main.contains("aws.peer"), "{main}");
    let card = sandbox.read("module/module.yaml");
    assert!(card.contains("encrypted-at-rest") && !card.contains("not-public"), "{card}");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_folder_of_resources_that_exist() {
    judged_in(existing(), &["--from", "live"], &["stateful-unprotected"]);
}

/// Expressions of every kind, most of which name what stays behind.
const EXPRESSIONS: &str = r#"
variable "how_many" {}

variable "name" {
  default = "given"
}

variable "size" {
  type = number
  validation {
    condition     = var.size > 3 && var.size < 9
    error_message = "no"
  }
}

locals {
  ring_a = local.ring_b
  ring_b = local.ring_a
  nested = { a = { b = [1, 2] } }
  mixed  = [1, "a"]
  name   = "x"
  arn    = "${aws_sqs_queue.second[0].arn}/x"
  both   = "${local.arn}-${local.name}"
}

resource "aws_sqs_queue" "first" {
  for_each = toset(["a", "b"])

  name = "q-${var.name}-${each.key}"
  tags = {
    a1 = module.net.ids[0]
    a2 = module.net.by_name["k"]
    a3 = module.each[each.key].id
    a4 = data.aws_vpc.y[0].id
    a5 = aws_subnet.s[each.key].id
    a6 = join(",", aws_subnet.t[*].id)
    a7 = join(",", [for s in module.net.zones_of : s if s != local.name])
    a8 = local.nested.a.b[0]
    a9 = "${local.mixed[1]}-%{if var.size > 4}${module.net.x}%{else}no%{endif}"
    b1 = <<-EOT
      hi ${module.net.text}
    EOT
    b2 = terraform.workspace
    b3 = path.module
    b4 = local.ring_a
    b5 = var.undeclared
    b6 = aws_subnet.u[each.key].tags["example"]
    b7 = (module.net.flag ? module.net.x : aws_subnet.v.id)
    b8 = { for k, v in module.net.map : k => v }["example"]
    b9 = "ünï ${data.aws_region.r.name} $${x} %%{y}"
    c1 = local.both
    c2 = !module.net.enabled
    c3 = -module.net.number
    c4 = module.net.number * 2
    c5 = module.net.x
    c6 = "${module.net.x}"
    c7 = local.missing
    c8 = module.a-b.c-d
  }
}

resource "aws_sqs_queue" "second" {
  count = var.how_many
  name  = "second${count.index}"

  visibility_timeout_seconds = 30

  lifecycle {
    ignore_changes = [tags, name]
    precondition {
      condition     = data.aws_region.r.name != ""
      error_message = "no"
    }
  }
}

resource "aws_security_group" "version" {
  name = "count"
  ingress {
    from_port       = 1
    to_port         = 2
    protocol        = "tcp"
    security_groups = ["sg-0123456789abcdef0", "sg-0123456789abcdef1"]
  }
  ingress {
    from_port   = 3
    to_port     = 3
    protocol    = "tcp"
    cidr_blocks = [module.net.cidr]
  }
}
"#;

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn expressions_of_every_kind() {
    let sandbox = catalog();
    sandbox.write("odd/main.tf", EXPRESSIONS);
    judged_in(sandbox, &["--from", "odd"], &["validation-untested", "variable-any"]);
}
