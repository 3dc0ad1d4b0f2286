data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  region = data.aws_region.current.region

  # Written out, because the role has to know the function before the function exists.
  function_arn = "arn:${data.aws_partition.current.partition}:lambda:${local.region}:${data.aws_caller_identity.current.account_id}:function:${var.name}"

  # Null for an image.
  zip = one(regexall("^s3://(?P<bucket>[^/]+)/(?P<key>[^?]+)(?:\\?versionId=(?P<version>.+))?$", var.package))

  memory_megabytes = {
    small  = 512
    medium = 1769
    large  = 3538
  }

  # ORDERS_DB_HOST of the binding orders_db. Lambda cannot inject secrets, so the variable of a secret
  # holds the reference to it, and its name says so.
  binding_environment = merge([
    for key in keys(var.bindings) : merge(
      { for name, value in var.bindings[key].environment : "${upper(replace(key, "-", "_"))}_${name}" => value },
      { for name, reference in var.bindings[key].secrets : "${upper(replace(key, "-", "_"))}_${name}_SECRET" => reference },
    )
  ]...)

  # What is set for this function wins over what a binding brings.
  environment = merge(local.binding_environment, var.environment)
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  role          = aws_iam_role.this.arn

  package_type      = local.zip == null ? "Image" : "Zip"
  s3_bucket         = one(local.zip[*].bucket)
  s3_key            = one(local.zip[*].key)
  s3_object_version = one(local.zip[*].version)
  image_uri         = local.zip == null ? var.package : null
  runtime           = local.zip == null ? null : var.runtime
  handler           = local.zip == null ? null : var.handler

  architectures = ["arm64"]
  memory_size   = local.memory_megabytes[var.size]
  timeout       = var.timeout_seconds
  publish       = true
  kms_key_arn   = one(var.encryption[*].key_arn)

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.this.name
  }

  dynamic "environment" {
    for_each = length(local.environment) > 0 ? [local.environment] : []

    content {
      variables = environment.value
    }
  }

  dynamic "vpc_config" {
    for_each = var.network[*]

    content {
      subnet_ids = vpc_config.value.private_subnet_ids
      security_group_ids = concat(
        aws_security_group.this[*].id,
        flatten([for key in keys(var.bindings) : var.bindings[key].security_group_ids]),
      )
    }
  }

  # Lambda tries the role out when it makes the function.
  depends_on = [aws_iam_role_policy.this, aws_iam_role_policy.network]
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "The version that callers reach."
  function_name    = aws_lambda_function.this.function_name
  function_version = aws_lambda_function.this.version
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.tier == "prod" ? 365 : 14
  kms_key_id        = one(var.encryption[*].key_arn)
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each = toset(keys(var.event_sources))

  event_source_arn = var.event_sources[each.key].queue_arn
  function_name    = aws_lambda_alias.live.arn

  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.tier == "prod" ? 50 : 5
  }

  # Lambda tries to receive before it accepts a queue.
  depends_on = [aws_iam_role_policy.event_sources]
}

resource "aws_security_group" "this" {
  count = var.network == null ? 0 : 1

  name_prefix = "${var.name}-function-"
  description = "The function ${var.name}"
  vpc_id      = var.network.vpc_id

  tags = { Name = "${var.name}-function" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_egress_rule" "https" {
  count = var.network == null ? 0 : 1

  security_group_id = aws_security_group.this[0].id
  description       = "HTTPS to AWS and other APIs"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "network" {
  count = var.network == null ? 0 : 1

  security_group_id = aws_security_group.this[0].id
  description       = "TCP to backing services inside the network"
  cidr_ipv4         = var.network.cidr_block
  ip_protocol       = "tcp"
  from_port         = 0
  to_port           = 65535
}
