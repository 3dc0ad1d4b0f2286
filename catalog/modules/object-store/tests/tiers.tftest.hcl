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

run "prod_keeps_earlier_versions_and_the_bucket" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.force_destroy == false
    error_message = "A bucket that holds objects must not be destroyed in prod."
  }

  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration).noncurrent_days == 90
    error_message = "Earlier versions must be kept for 90 days in prod."
  }
}

run "dev_is_easy_to_remove" {
  command = plan

  variables {
    tier = "dev"
  }

  assert {
    condition     = aws_s3_bucket.this.force_destroy == true
    error_message = "A bucket must be destroyed with its objects in dev."
  }

  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration).noncurrent_days == 7
    error_message = "Earlier versions must be kept for 7 days in dev."
  }
}
