mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = {
      partition = "aws"
    }
  }

  mock_data "aws_region" {
    defaults = {
      region = "eu-west-1"
    }
  }

  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_resource "aws_kms_key" {
    defaults = {
      arn    = "arn:aws:kms:eu-west-1:123456789012:key/1111"
      key_id = "1111"
    }
  }

  mock_resource "aws_kms_alias" {
    defaults = {
      arn = "arn:aws:kms:eu-west-1:123456789012:alias/payments"
    }
  }
}

variables {
  name = "payments"
}

run "provides_the_key" {
  assert {
    condition     = output.encryption.key_arn == "arn:aws:kms:eu-west-1:123456789012:key/1111"
    error_message = "The encryption output must name the key."
  }

  assert {
    condition     = jsondecode(output.use_policy_json).Statement[0].Resource == "arn:aws:kms:eu-west-1:123456789012:key/1111"
    error_message = "The policy must name this key alone."
  }

  assert {
    condition     = aws_kms_alias.this.name == "alias/payments" && aws_kms_alias.this.target_key_id == "1111"
    error_message = "The alias must point at the key."
  }
}

run "leaves_administration_to_the_named_roles" {
  command = plan

  variables {
    administrator_arns   = ["arn:aws:iam::123456789012:role/key-admin"]
    services             = ["logs"]
    rotation_period_days = 90
  }

  assert {
    condition = { for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Sid => statement.Principal } == {
      UseByIamPolicies = { AWS = "arn:aws:iam::123456789012:root" }
      Administer       = { AWS = ["arn:aws:iam::123456789012:role/key-admin"] }
      UseByLogs        = { Service = "logs.eu-west-1.amazonaws.com" }
    }
    error_message = "Only the named roles may administer, and only the named services may use the key."
  }

  assert {
    condition     = aws_kms_key.this.rotation_period_in_days == 90
    error_message = "The given rotation must be used."
  }
}

run "refuses_values_out_of_bounds" {
  command = plan

  variables {
    name                 = "aws-Payments"
    tier                 = "test"
    rotation_period_days = 30
    services             = ["ec2"]
    administrator_arns   = ["*"]
  }

  expect_failures = [var.name, var.tier, var.rotation_period_days, var.services, var.administrator_arns]
}
