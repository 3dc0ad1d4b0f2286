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

run "a_zip_comes_from_a_bucket" {
  command = plan

  variables {
    package         = "s3://acme-artifacts/resize/latest.zip?versionId=abc.123"
    runtime         = "nodejs24.x"
    handler         = "index.handler"
    size            = "large"
    timeout_seconds = 900
  }

  assert {
    condition = alltrue([
      aws_lambda_function.this.package_type == "Zip",
      aws_lambda_function.this.s3_bucket == "acme-artifacts",
      aws_lambda_function.this.s3_key == "resize/latest.zip",
      aws_lambda_function.this.s3_object_version == "abc.123",
      aws_lambda_function.this.runtime == "nodejs24.x",
      aws_lambda_function.this.handler == "index.handler",
    ])
    error_message = "Bucket, key and version must be read from the package."
  }

  assert {
    condition     = aws_lambda_function.this.memory_size == 3538 && aws_lambda_function.this.timeout == 900
    error_message = "A large function has two vCPUs, and a function may run for 15 minutes."
  }
}

run "an_image_comes_from_a_repository" {
  command = plan

  variables {
    package = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/media/resize:1.4.0"
  }

  assert {
    condition     = aws_lambda_function.this.package_type == "Image" && aws_lambda_function.this.image_uri == "123456789012.dkr.ecr.eu-west-1.amazonaws.com/media/resize:1.4.0"
    error_message = "The image must be the package."
  }
}

run "inputs_out_of_range_are_refused" {
  command = plan

  variables {
    name            = "Resize"
    tier            = "staging"
    package         = "public.ecr.aws/lambda/python:3.13"
    runtime         = "python3.9"
    handler         = "app handler"
    size            = "huge"
    timeout_seconds = 901
    environment     = { AWS_REGION = "eu-west-1" }
    bindings = {
      "2nd" = {
        environment        = {}
        secrets            = {}
        policy_json        = "{}"
        security_group_ids = []
      }
    }
  }

  expect_failures = [
    var.name,
    var.tier,
    var.package,
    var.runtime,
    var.handler,
    var.size,
    var.timeout_seconds,
    var.environment,
    var.bindings,
  ]
}

run "an_image_without_a_version_is_refused" {
  command = plan

  variables {
    package = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/media/resize:latest"
  }

  expect_failures = [var.package]
}

run "a_service_inside_a_network_needs_the_network" {
  command = plan

  variables {
    bindings = {
      db = {
        environment        = {}
        secrets            = {}
        policy_json        = "{}"
        security_group_ids = ["sg-client"]
      }
    }
  }

  expect_failures = [var.bindings]
}

run "a_secret_in_the_environment_and_bindings_with_one_prefix_are_refused" {
  command = plan

  variables {
    environment = { STRIPE_API_KEY = "example" }
    bindings = {
      orders-db = {
        environment        = {}
        secrets            = {}
        policy_json        = "{}"
        security_group_ids = []
      }
      orders_db = {
        environment        = {}
        secrets            = {}
        policy_json        = "{}"
        security_group_ids = []
      }
    }
  }

  expect_failures = [var.environment, var.bindings]
}
