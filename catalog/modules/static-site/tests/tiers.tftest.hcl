mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }
  mock_resource "aws_cloudfront_distribution" {
    defaults = {
      arn         = "arn:aws:cloudfront::123456789012:distribution/E1"
      domain_name = "d1.cloudfront.net"
    }
  }
  mock_resource "aws_cloudwatch_log_delivery_source" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:delivery-source:docs-eu-west-1" }
  }
}

override_resource {
  target = aws_s3_bucket.this["site"]
  values = { arn = "arn:aws:s3:::docs-123456789012-eu-west-1" }
}

override_resource {
  target = aws_s3_bucket.this["logs"]
  values = { arn = "arn:aws:s3:::docs-logs-123456789012-eu-west-1" }
}

variables {
  name = "docs"
}

run "prod_keeps_versions_logs_and_buckets" {
  command = plan

  assert {
    condition     = alltrue([for key in ["site", "logs"] : aws_s3_bucket.this[key].force_destroy == false])
    error_message = "Buckets with objects must not be destroyed in prod."
  }

  assert {
    condition     = alltrue([for key in ["site", "logs"] : one(aws_s3_bucket_lifecycle_configuration.this[key].rule[0].noncurrent_version_expiration).noncurrent_days == 90])
    error_message = "Earlier versions must be kept for 90 days in prod."
  }

  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.this["logs"].rule[0].expiration).days == 365
    error_message = "Access logs must be kept for 365 days in prod."
  }

  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.this["site"].rule[0].expiration).expired_object_delete_marker == true
    error_message = "The site's own objects must not expire."
  }
}

run "dev_is_easy_to_remove" {
  command = plan

  variables {
    tier = "dev"
  }

  assert {
    condition     = alltrue([for key in ["site", "logs"] : aws_s3_bucket.this[key].force_destroy == true])
    error_message = "Buckets must be destroyed with their objects in dev."
  }

  assert {
    condition     = alltrue([for key in ["site", "logs"] : one(aws_s3_bucket_lifecycle_configuration.this[key].rule[0].noncurrent_version_expiration).noncurrent_days == 7])
    error_message = "Earlier versions must be kept for 7 days in dev."
  }

  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.this["logs"].rule[0].expiration).days == 30
    error_message = "Access logs must be kept for 30 days in dev."
  }
}
