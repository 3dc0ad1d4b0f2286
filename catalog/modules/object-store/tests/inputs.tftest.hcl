mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::orders-123456789012-eu-west-1" }
  }
}

variables {
  name = "orders"
}

run "bucket_name_is_unique_and_the_same_in_every_plan" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.bucket == "orders-123456789012-eu-west-1"
    error_message = "The bucket's name must be made of name, account and region."
  }

  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.this.rule) == 1 && length(aws_s3_bucket_cors_configuration.this) == 0
    error_message = "With a name alone nothing must expire, be archived or be open to browsers."
  }
}

run "retention_archive_and_browsers_are_set_up" {
  command = plan

  variables {
    access             = "read-only"
    retention_days     = 365
    archive_after_days = 60
    browser_origins    = ["https://app.example.com"]
    access_log_bucket  = "acme-access-logs"
  }

  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.this.rule[1].expiration).days == 365
    error_message = "Objects must be removed after retention_days."
  }

  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.this.rule[2].transition).days == 60
    error_message = "Objects must be archived after archive_after_days."
  }

  assert {
    condition     = alltrue([for rule in aws_s3_bucket_lifecycle_configuration.this.rule : rule.status == "Enabled"])
    error_message = "Every rule of the life cycle must be enabled."
  }

  assert {
    condition     = one(aws_s3_bucket_cors_configuration.this[0].cors_rule).allowed_methods == toset(["GET", "HEAD"])
    error_message = "Pages must not upload to a read-only store."
  }

  assert {
    condition     = aws_s3_bucket_logging.this[0].target_bucket == "acme-access-logs" && aws_s3_bucket_logging.this[0].target_prefix == "orders-123456789012-eu-west-1/"
    error_message = "Access logs must be written to the given bucket, under the name of this one."
  }
}

run "inputs_out_of_range_are_refused" {
  command = plan

  variables {
    name              = "Orders"
    tier              = "staging"
    access            = "write"
    retention_days    = 0
    browser_origins   = ["*"]
    access_log_bucket = "s3://acme-access-logs"
  }

  expect_failures = [
    var.name,
    var.tier,
    var.access,
    var.retention_days,
    var.browser_origins,
    var.access_log_bucket,
  ]
}

run "a_name_too_long_for_a_bucket_is_refused" {
  command = plan

  variables {
    name = "a-name-of-thirty-six-characters-long"
  }

  expect_failures = [var.name]
}

run "an_archive_before_thirty_days_is_refused" {
  command = plan

  variables {
    archive_after_days = 7
  }

  expect_failures = [var.archive_after_days]
}

run "an_archive_that_costs_more_than_it_saves_is_refused" {
  command = plan

  variables {
    retention_days     = 100
    archive_after_days = 30
  }

  expect_failures = [var.archive_after_days]
}
