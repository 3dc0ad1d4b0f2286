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

run "a_service_reads_and_writes_objects" {
  command = apply

  assert {
    condition     = output.binding.environment == tomap({ BUCKET = "orders-123456789012-eu-west-1", REGION = "eu-west-1" })
    error_message = "The binding must name the bucket and its region."
  }

  assert {
    condition     = length(output.binding.secrets) == 0 && length(output.binding.security_group_ids) == 0
    error_message = "A bucket has neither secrets nor security groups."
  }

  assert {
    condition = jsondecode(output.binding.policy_json).Statement[1] == {
      Sid    = "UseObjects"
      Effect = "Allow"
      Action = [
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
      ]
      Resource = ["arn:aws:s3:::orders-123456789012-eu-west-1/*"]
    }
    error_message = "The binding must allow reading and writing this bucket's objects, and no more."
  }

  assert {
    condition     = length(jsondecode(output.binding.policy_json).Statement) == 2
    error_message = "Without a key of one's own there is no key to grant."
  }
}

run "a_read_only_service_is_granted_the_key_for_reading" {
  command = apply

  variables {
    access     = "read-only"
    encryption = { key_arn = "arn:aws:kms:eu-west-1:123456789012:key/example" }
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).kms_master_key_id == "arn:aws:kms:eu-west-1:123456789012:key/example"
    error_message = "The given key must encrypt the objects."
  }

  assert {
    condition     = jsondecode(output.binding.policy_json).Statement[1].Action == ["s3:GetObject", "s3:GetObjectVersion"]
    error_message = "A read-only binding must not allow writing."
  }

  assert {
    condition = jsondecode(output.binding.policy_json).Statement[2] == {
      Sid       = "UseKey"
      Effect    = "Allow"
      Action    = ["kms:Decrypt"]
      Resource  = ["arn:aws:kms:eu-west-1:123456789012:key/example"]
      Condition = { StringEquals = { "kms:ViaService" = "s3.eu-west-1.amazonaws.com" } }
    }
    error_message = "A read-only binding must allow decryption with the given key through S3 alone."
  }
}
