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

run "prod_keeps_logs_and_keys_for_long" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_group.failures.retention_in_days == 365 && aws_kms_key.this[0].deletion_window_in_days == 30
    error_message = "Logs must be kept for 365 days in prod, and a deleted key for 30."
  }
}

run "dev_keeps_them_for_less" {
  command = plan

  variables {
    tier = "dev"
  }

  assert {
    condition     = aws_cloudwatch_log_group.failures.retention_in_days == 14 && aws_kms_key.this[0].deletion_window_in_days == 7
    error_message = "Logs must be kept for 14 days in dev, and a deleted key for 7."
  }
}
