mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }
  mock_resource "aws_dynamodb_table" {
    defaults = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders" }
  }
}

variables {
  name = "orders"
}

run "prod_is_protected" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.this.deletion_protection_enabled == true
    error_message = "A table must be protected against deletion in prod."
  }

  assert {
    condition     = one(aws_dynamodb_table.this.point_in_time_recovery).recovery_period_in_days == 35
    error_message = "The recovery period must be 35 days in prod."
  }
}

run "dev_is_easy_to_remove" {
  command = plan

  variables {
    tier = "dev"
  }

  assert {
    condition     = aws_dynamodb_table.this.deletion_protection_enabled == false
    error_message = "A table must be easy to remove in dev."
  }

  assert {
    condition     = one(aws_dynamodb_table.this.point_in_time_recovery).recovery_period_in_days == 7
    error_message = "The recovery period must be 7 days in dev."
  }
}
