//! A module as teams publish them: toggles, many optional inputs, outputs that may be null, a
//! submodule, wrappers, an example, and a README made by a tool.

/// Its files.
pub(super) const CACHE: &[(&str, &str)] = &[
    (
        "main.tf",
        r#"locals {
  create_group = var.create && length(var.subnets) > 0
}

resource "aws_elasticache_subnet_group" "this" {
  count = local.create_group ? 1 : 0

  name        = coalesce(var.subnet_group_name, var.name)
  description = coalesce(var.description, "Subnets of ${var.name}")
  subnet_ids  = var.subnets
  tags        = merge(var.tags, var.subnet_group_tags)
}

resource "aws_security_group" "this" {
  count = var.create ? 1 : 0

  name_prefix = "${var.name}-"
  vpc_id      = var.vpc_id
  tags        = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = { for key, rule in var.ingress_rules : key => rule if var.create }

  security_group_id = aws_security_group.this[0].id
  cidr_ipv4         = try(each.value.cidr_ipv4, null)
  from_port         = try(each.value.from_port, 6379)
  to_port           = try(each.value.to_port, 6379)
  ip_protocol       = try(each.value.ip_protocol, "tcp")
}

resource "aws_elasticache_replication_group" "this" {
  count = var.create ? 1 : 0

  replication_group_id       = var.name
  description                = coalesce(var.description, var.name)
  node_type                  = var.node_type
  num_cache_clusters         = var.num_cache_clusters
  subnet_group_name          = try(aws_elasticache_subnet_group.this[0].name, null)
  security_group_ids         = [aws_security_group.this[0].id]
  kms_key_id                 = var.kms_key_arn
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  apply_immediately          = var.apply_immediately
  tags                       = var.tags

  dynamic "log_delivery_configuration" {
    for_each = var.log_delivery_configuration

    content {
      destination      = try(log_delivery_configuration.value.destination, log_delivery_configuration.key)
      destination_type = try(log_delivery_configuration.value.destination_type, "cloudwatch-logs")
      log_format       = try(log_delivery_configuration.value.log_format, "json")
      log_type         = try(log_delivery_configuration.value.log_type, "slow-log")
    }
  }
}
"#,
    ),
    (
        "variables.tf",
        r#"variable "create" {
  description = "Determines whether resources will be created (affects all resources)"
  type        = bool
  default     = true
}

variable "name" {
  description = "Name of the cache"
  type        = string
}

variable "vpc_id" {
  description = "ID of the VPC where the security group is created"
  type        = string
}

variable "subnets" {
  description = "A list of subnet IDs for the subnet group"
  type        = list(string)
}

variable "kms_key_arn" {
  description = "The ARN of the key that encrypts data at rest, if `at_rest_encryption_enabled = true`"
  type        = string
  default     = null
}

variable "node_type" {
  description = "The instance class to be used"
  type        = string
  default     = "cache.t4g.small"
}

variable "num_cache_clusters" {
  description = "Number of cache clusters"
  type        = number
  default     = 1
}

variable "apply_immediately" {
  description = "Whether any modifications are applied immediately, or during the next window"
  type        = bool
  default     = null
}

variable "description" {
  description = "User-created description"
  type        = string
  default     = null
}

variable "subnet_group_name" {
  description = "The name of the subnet group"
  type        = string
  default     = null
}

variable "subnet_group_tags" {
  description = "Additional tags for the subnet group"
  type        = map(string)
  default     = {}
}

variable "ingress_rules" {
  description = "Map of ingress rules to add"
  type        = any
  default     = {}
}

variable "log_delivery_configuration" {
  description = "(Optional) Specifies the destination and format of logs"
  type        = any
  default     = {}
}

variable "tags" {
  description = "A map of tags to use on all resources"
  type        = map(string)
  default     = {}
}
"#,
    ),
    (
        "outputs.tf",
        r#"output "replication_group_arn" {
  description = "ARN of the replication group"
  value       = try(aws_elasticache_replication_group.this[0].arn, null)
}

output "primary_endpoint_address" {
  description = "Address of the endpoint for the primary node"
  value       = try(aws_elasticache_replication_group.this[0].primary_endpoint_address, null)
}

output "security_group_id" {
  description = "ID of the security group"
  value       = try(aws_security_group.this[0].id, null)
}

output "ingress_rules" {
  description = "The rules that were created, with all their attributes"
  value       = aws_vpc_security_group_ingress_rule.this
}
"#,
    ),
    (
        "versions.tf",
        r#"terraform {
  required_version = ">= 1.5.7"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}
"#,
    ),
    (
        "README.md",
        "# Cache module\n\n[![build](https://img.acme.example/x.svg)](https://ci.acme.example)\n\nTerraform \
         module which creates `ElastiCache` replication groups on AWS. And security groups.\n\n## \
         Usage\n\nYou should pin the version.\n\n```hcl\nmodule \"cache\" {}\n```\n\n<!-- BEGIN_TF_DOCS \
         -->\n## Inputs\n<!-- END_TF_DOCS -->\n",
    ),
    (
        "CHANGELOG.md",
        "# Changelog\n\n## [2.1.0](https://git.acme.example/c) (2026-01-02)\n\n- More.\n",
    ),
    ("LICENSE", "Apache-2.0\n"),
    (
        "modules/user/main.tf",
        "variable \"user_id\" {\n  type = string\n}\n\nresource \"aws_elasticache_user\" \"this\" {\n  \
         user_id       = var.user_id\n  user_name     = var.user_id\n  access_string = \"on ~* \
         +@all\"\n  engine        = \"redis\"\n\n  authentication_mode {\n    type = \"iam\"\n  }\n}\n",
    ),
    ("modules/user/README.md", "# User\n"),
    (
        "wrappers/main.tf",
        "module \"wrapper\" {\n  source   = \"../\"\n  for_each = var.items\n  name     = \
         each.key\n  vpc_id   = each.value.vpc_id\n  subnets  = each.value.subnets\n}\n\nvariable \
         \"items\" {\n  type    = any\n  default = {}\n}\n",
    ),
    (
        "examples/complete/main.tf",
        "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n\nmodule \"cache\" {\n  source  = \
         \"../../\"\n  name    = \"example\"\n  vpc_id  = \"vpc-1\"\n  subnets = [\"subnet-1\"]\n}\n",
    ),
    ("examples/complete/fixtures.tfvars", "name = \"x\"\n"),
    (".pre-commit-config.yaml", "repos: []\n"),
];
