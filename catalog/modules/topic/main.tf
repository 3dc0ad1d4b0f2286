data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition
  region     = data.aws_region.current.region

  key_arn = var.encryption == null ? aws_kms_key.this[0].arn : var.encryption.key_arn

  # SNS chooses the name of the log, and would make the group itself, without a retention.
  failure_log = "sns/${local.region}/${local.account_id}/${var.name}/Failure"

  # An alarm tells topics of its own region alone.
  alarm_arns = "arn:${local.partition}:cloudwatch:${local.region}:${local.account_id}:alarm:*"
}

resource "aws_sns_topic" "this" {
  name              = var.name
  display_name      = var.display_name
  kms_master_key_id = local.key_arn
  signature_version = 2

  http_failure_feedback_role_arn   = aws_iam_role.failures.arn
  lambda_failure_feedback_role_arn = aws_iam_role.failures.arn
  sqs_failure_feedback_role_arn    = aws_iam_role.failures.arn
}

# Roles of the account need no mention here: their own policies admit them.
resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = ["sns:Publish", "sns:Subscribe"]
        Resource  = aws_sns_topic.this.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Sid       = "AdmitAlarms"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.this.arn
        Condition = {
          StringEquals = { "aws:SourceAccount" = local.account_id }
          ArnLike      = { "aws:SourceArn" = local.alarm_arns }
        }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "email" {
  for_each = toset(var.email_addresses)

  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = each.key
}

# The AWS-managed key of SNS shuts out CloudWatch, and its policy cannot be changed. Without a key from
# outside, the topic therefore brings its own.
resource "aws_kms_key" "this" {
  count = var.encryption == null ? 1 : 0

  description             = "The topic ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = var.tier == "prod" ? 30 : 7

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "LeaveToAccount"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "AdmitAlarms"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Condition = {
          StringEquals = { "aws:SourceAccount" = local.account_id }
          ArnLike      = { "aws:SourceArn" = local.alarm_arns }
        }
      },
      {
        Sid       = "AdmitLog"
        Effect    = "Allow"
        Principal = { Service = "logs.${local.region}.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Condition = {
          ArnEquals = { "kms:EncryptionContext:aws:logs:arn" = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.failure_log}" }
        }
      },
    ]
  })
}

resource "aws_kms_alias" "this" {
  count = var.encryption == null ? 1 : 0

  name          = "alias/${var.name}-topic"
  target_key_id = aws_kms_key.this[0].key_id
}
