mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:events" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/own" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/events-sns-eu-west-1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:sns/eu-west-1/123456789012/events/Failure" }
  }
}

variables {
  name = "events"
}

run "the_key_of_the_topic_lets_alarms_through" {
  command = plan

  assert {
    condition     = aws_kms_key.this[0].enable_key_rotation == true
    error_message = "The topic's own key must be renewed."
  }

  assert {
    condition = aws_kms_key.this[0].policy == jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "LeaveToAccount"
          Effect    = "Allow"
          Principal = { AWS = "arn:aws:iam::123456789012:root" }
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
            StringEquals = { "aws:SourceAccount" = "123456789012" }
            ArnLike      = { "aws:SourceArn" = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*" }
          }
        },
        {
          Sid       = "AdmitLog"
          Effect    = "Allow"
          Principal = { Service = "logs.eu-west-1.amazonaws.com" }
          Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
          Resource  = "*"
          Condition = {
            ArnEquals = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:eu-west-1:123456789012:log-group:sns/eu-west-1/123456789012/events/Failure" }
          }
        },
      ]
    })
    error_message = "The key must admit the account, its alarms and the log of failures, and nobody else."
  }

  assert {
    condition     = aws_sns_topic.this.signature_version == 2
    error_message = "Messages must be signed with SHA-256."
  }

  assert {
    condition     = aws_cloudwatch_log_group.failures.name == "sns/eu-west-1/123456789012/events/Failure"
    error_message = "The log of failures must be the one that SNS writes."
  }
}

run "the_topic_is_closed_and_its_failures_are_logged" {
  command = apply

  assert {
    condition     = aws_sns_topic.this.kms_master_key_id == "arn:aws:kms:eu-west-1:123456789012:key/own" && aws_cloudwatch_log_group.failures.kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/own"
    error_message = "Without a key from outside, the topic's own must encrypt messages and log."
  }

  assert {
    condition = aws_sns_topic_policy.this.policy == jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "DenyPlainHttp"
          Effect    = "Deny"
          Principal = "*"
          Action    = ["sns:Publish", "sns:Subscribe"]
          Resource  = "arn:aws:sns:eu-west-1:123456789012:events"
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
        {
          Sid       = "AdmitAlarms"
          Effect    = "Allow"
          Principal = { Service = "cloudwatch.amazonaws.com" }
          Action    = "sns:Publish"
          Resource  = "arn:aws:sns:eu-west-1:123456789012:events"
          Condition = {
            StringEquals = { "aws:SourceAccount" = "123456789012" }
            ArnLike      = { "aws:SourceArn" = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*" }
          }
        },
      ]
    })
    error_message = "The policy must deny plain HTTP and admit the account's alarms, and nobody else."
  }

  assert {
    condition = alltrue([
      aws_sns_topic.this.http_failure_feedback_role_arn == "arn:aws:iam::123456789012:role/events-sns-eu-west-1",
      aws_sns_topic.this.lambda_failure_feedback_role_arn == "arn:aws:iam::123456789012:role/events-sns-eu-west-1",
      aws_sns_topic.this.sqs_failure_feedback_role_arn == "arn:aws:iam::123456789012:role/events-sns-eu-west-1",
    ])
    error_message = "Failed deliveries of every protocol must be logged."
  }

  assert {
    condition = aws_iam_role.failures.assume_role_policy == jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Effect    = "Allow"
          Principal = { Service = "sns.amazonaws.com" }
          Action    = "sts:AssumeRole"
        },
      ]
    })
    error_message = "Only SNS may assume the role."
  }

  assert {
    condition = aws_iam_role_policy.failures.policy == jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Effect = "Allow"
          Action = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = [
            "arn:aws:logs:eu-west-1:123456789012:log-group:sns/eu-west-1/123456789012/events/Failure",
            "arn:aws:logs:eu-west-1:123456789012:log-group:sns/eu-west-1/123456789012/events/Failure:*",
          ]
        },
      ]
    })
    error_message = "SNS must be allowed to write the topic's log of failures, and no more."
  }
}
