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
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/resize-eu-west-1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/resize" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:resize-failures" }
  }
  mock_resource "aws_lambda_function" {
    defaults = { version = "7" }
  }
  mock_resource "aws_lambda_alias" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:resize:live" }
  }
}

variables {
  name    = "resize"
  package = "s3://acme-artifacts/resize/1.4.0.zip"
}

run "prod_keeps_logs_for_a_year" {
  command = plan

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 365
    error_message = "Logs must be kept for 365 days in prod."
  }
}

run "dev_keeps_logs_for_two_weeks_and_handles_little_at_once" {
  command = plan

  variables {
    tier = "dev"
    event_sources = {
      uploads = {
        queue_arn   = "arn:aws:sqs:eu-west-1:123456789012:uploads"
        policy_json = "{\"Statement\":[]}"
      }
    }
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 14
    error_message = "Logs must be kept for 14 days in dev."
  }

  assert {
    condition     = one(aws_lambda_event_source_mapping.this["uploads"].scaling_config).maximum_concurrency == 5
    error_message = "Five messages at once must be enough for dev."
  }
}
