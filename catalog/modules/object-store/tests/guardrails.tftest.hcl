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

run "with_a_name_alone_everything_is_enforced" {
  command = plan

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls == true,
      aws_s3_bucket_public_access_block.this.block_public_policy == true,
      aws_s3_bucket_public_access_block.this.ignore_public_acls == true,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets == true,
    ])
    error_message = "All four public access blocks must be on."
  }

  assert {
    condition     = one(aws_s3_bucket_ownership_controls.this.rule).object_ownership == "BucketOwnerEnforced"
    error_message = "ACLs must be switched off."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
    error_message = "Objects must be encrypted with KMS."
  }

  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.this.rule).bucket_key_enabled == true
    error_message = "The bucket key must be on."
  }

  assert {
    condition     = one(aws_s3_bucket_versioning.this.versioning_configuration).status == "Enabled"
    error_message = "Versioning must be on."
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this.rule[0].status == "Enabled"
    error_message = "The lifecycle rule must be in force."
  }

  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.this.rule[0].abort_incomplete_multipart_upload).days_after_initiation == 7
    error_message = "Unfinished uploads must be removed after 7 days."
  }
}

run "requests_without_modern_tls_are_denied" {
  command = apply

  assert {
    condition = aws_s3_bucket_policy.this.policy == jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "DenyPlainHttp"
          Effect    = "Deny"
          Principal = "*"
          Action    = "s3:*"
          Resource  = ["arn:aws:s3:::orders-123456789012-eu-west-1", "arn:aws:s3:::orders-123456789012-eu-west-1/*"]
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
        {
          Sid       = "DenyOldTls"
          Effect    = "Deny"
          Principal = "*"
          Action    = "s3:*"
          Resource  = ["arn:aws:s3:::orders-123456789012-eu-west-1", "arn:aws:s3:::orders-123456789012-eu-west-1/*"]
          Condition = { NumericLessThan = { "s3:TlsVersion" = "1.2" } }
        },
      ]
    })
    error_message = "The bucket policy must deny plain HTTP and TLS older than 1.2, to everybody and for everything."
  }
}
