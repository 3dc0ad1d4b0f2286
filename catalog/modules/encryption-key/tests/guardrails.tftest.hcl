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

run "rotates_and_stays_usable" {
  command = plan

  assert {
    condition     = aws_kms_key.this.enable_key_rotation == true && aws_kms_key.this.rotation_period_in_days == 365
    error_message = "The key material must be replaced every year."
  }

  assert {
    condition     = aws_kms_key.this.is_enabled == true && aws_kms_key.this.key_usage == "ENCRYPT_DECRYPT" && aws_kms_key.this.customer_master_key_spec == "SYMMETRIC_DEFAULT"
    error_message = "The key must be enabled and symmetric, as the services want it."
  }

  assert {
    condition     = aws_kms_key.this.bypass_policy_lockout_safety_check == false
    error_message = "A policy that locks everybody out must be refused."
  }

  assert {
    condition     = aws_kms_key.this.multi_region == false
    error_message = "The key must stay in its region."
  }
}

run "names_every_principal" {
  command = plan

  assert {
    condition = { for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Sid => statement.Principal } == {
      UseByIamPolicies = { AWS = "arn:aws:iam::123456789012:root" }
      Administer       = { AWS = ["arn:aws:iam::123456789012:root"] }
      UseByCloudwatch  = { Service = "cloudwatch.amazonaws.com" }
      UseByEvents      = { Service = "events.amazonaws.com" }
      UseByLogs        = { Service = "logs.eu-west-1.amazonaws.com" }
      UseByS3          = { Service = "s3.amazonaws.com" }
      UseBySns         = { Service = "sns.amazonaws.com" }
    }
    error_message = "The policy must name the account and the services, and nobody else."
  }

  assert {
    condition = { for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Sid => statement.Condition if can(statement.Condition) } == {
      UseByCloudwatch = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
      UseByLogs       = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:aws:logs:eu-west-1:123456789012:log-group:*" } }
      UseByS3         = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
      UseBySns        = { StringEquals = { "aws:SourceAccount" = "123456789012" } }
    }
    error_message = "Services may use the key for this account alone."
  }

  assert {
    condition = { for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Sid => statement.Action if statement.Sid != "Administer" } == {
      UseByIamPolicies = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
      UseByCloudwatch  = ["kms:Decrypt", "kms:GenerateDataKey*"]
      UseByEvents      = ["kms:Decrypt", "kms:GenerateDataKey*"]
      UseByLogs        = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
      UseByS3          = ["kms:Decrypt", "kms:GenerateDataKey*"]
      UseBySns         = ["kms:Decrypt", "kms:GenerateDataKey*"]
    }
    error_message = "Who uses the key must not administer it."
  }

  assert {
    condition     = alltrue([for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Effect == "Allow" && statement.Resource == "*"]) && jsondecode(aws_kms_key.this.policy).Version == "2012-10-17"
    error_message = "The policy must be a key policy of the current version."
  }

  assert {
    condition = one([for statement in jsondecode(aws_kms_key.this.policy).Statement : statement.Action if statement.Sid == "Administer"]) == [
      "kms:CancelKeyDeletion",
      "kms:CreateAlias",
      "kms:DeleteAlias",
      "kms:DescribeKey",
      "kms:DisableKey",
      "kms:DisableKeyRotation",
      "kms:EnableKey",
      "kms:EnableKeyRotation",
      "kms:GetKeyPolicy",
      "kms:GetKeyRotationStatus",
      "kms:ListAliases",
      "kms:ListGrants",
      "kms:ListKeyPolicies",
      "kms:ListKeyRotations",
      "kms:ListResourceTags",
      "kms:PutKeyPolicy",
      "kms:RevokeGrant",
      "kms:RotateKeyOnDemand",
      "kms:ScheduleKeyDeletion",
      "kms:TagResource",
      "kms:UntagResource",
      "kms:UpdateAlias",
      "kms:UpdateKeyDescription",
    ]
    error_message = "Who administers the key must not use it."
  }
}

run "prod_can_be_called_back_for_thirty_days" {
  command = plan

  assert {
    condition     = aws_kms_key.this.deletion_window_in_days == 30
    error_message = "In prod a deleted key must be there for another 30 days."
  }
}

run "dev_can_be_called_back_for_seven_days" {
  command = plan

  variables {
    tier = "dev"
  }

  assert {
    condition     = aws_kms_key.this.deletion_window_in_days == 7
    error_message = "In dev a deleted key must be there for another 7 days."
  }
}
