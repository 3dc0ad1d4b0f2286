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

run "both_buckets_are_closed" {
  command = plan

  assert {
    condition = alltrue([
      for key in ["site", "logs"] : alltrue([
        aws_s3_bucket_public_access_block.this[key].block_public_acls == true,
        aws_s3_bucket_public_access_block.this[key].block_public_policy == true,
        aws_s3_bucket_public_access_block.this[key].ignore_public_acls == true,
        aws_s3_bucket_public_access_block.this[key].restrict_public_buckets == true,
      ])
    ])
    error_message = "All four public access blocks must be on, for both buckets."
  }

  assert {
    condition     = alltrue([for key in ["site", "logs"] : one(aws_s3_bucket_ownership_controls.this[key].rule).object_ownership == "BucketOwnerEnforced"])
    error_message = "ACLs must be switched off, for both buckets."
  }

  assert {
    condition     = alltrue([for key in ["site", "logs"] : one(one(aws_s3_bucket_server_side_encryption_configuration.this[key].rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"])
    error_message = "Both buckets must be encrypted."
  }

  assert {
    condition     = alltrue([for key in ["site", "logs"] : one(aws_s3_bucket_versioning.this[key].versioning_configuration).status == "Enabled"])
    error_message = "Both buckets must be versioned."
  }
}

run "visitors_get_https_and_security_headers" {
  command = plan

  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior).viewer_protocol_policy == "redirect-to-https"
    error_message = "Plain HTTP must be sent to HTTPS."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior).allowed_methods == toset(["GET", "HEAD"])
    error_message = "Nothing but reads must be passed on."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.default_root_object == "index.html"
    error_message = "The root of the site must be index.html."
  }

  assert {
    condition = alltrue([
      one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).strict_transport_security).access_control_max_age_sec == 31536000,
      one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).strict_transport_security).override == true,
      one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).content_type_options).override == true,
      one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).frame_options).frame_option == "DENY",
      one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).frame_options).override == true,
      one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).content_security_policy).override == true,
      strcontains(one(one(aws_cloudfront_response_headers_policy.this.security_headers_config).content_security_policy).content_security_policy, "default-src 'self'"),
    ])
    error_message = "Every response must carry the security headers."
  }

  assert {
    condition = alltrue([
      aws_cloudfront_origin_access_control.this.origin_access_control_origin_type == "s3",
      aws_cloudfront_origin_access_control.this.signing_behavior == "always",
      aws_cloudfront_origin_access_control.this.signing_protocol == "sigv4",
    ])
    error_message = "CloudFront must sign every request to the bucket."
  }

  assert {
    condition     = aws_cloudwatch_log_delivery_source.this.log_type == "ACCESS_LOGS" && aws_cloudwatch_log_delivery_source.this.region == "us-east-1"
    error_message = "Access logs must be delivered, from where CloudFront writes them."
  }
}

run "the_bucket_is_read_by_the_distribution_alone" {
  command = apply

  assert {
    condition     = one(aws_cloudfront_distribution.this.origin).origin_access_control_id == aws_cloudfront_origin_access_control.this.id
    error_message = "The distribution must use the origin access control."
  }

  assert {
    condition     = one(aws_cloudfront_distribution.this.default_cache_behavior).response_headers_policy_id == aws_cloudfront_response_headers_policy.this.id
    error_message = "The distribution must send the security headers."
  }

  assert {
    condition     = aws_cloudwatch_log_delivery.this.delivery_source_name == "docs-eu-west-1" && aws_cloudwatch_log_delivery.this.delivery_destination_arn == aws_cloudwatch_log_delivery_destination.this.arn
    error_message = "The distribution's logs must be delivered to the bucket for logs."
  }

  # A number that nobody sets is mocked as 0.
  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.this["site"].rule[0].expiration).days == 0
    error_message = "The site's own objects must not expire as its logs do."
  }

  assert {
    condition = aws_s3_bucket_policy.site.policy == jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "AdmitDistribution"
          Effect    = "Allow"
          Principal = { Service = "cloudfront.amazonaws.com" }
          Action    = "s3:GetObject"
          Resource  = "arn:aws:s3:::docs-123456789012-eu-west-1/*"
          Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:cloudfront::123456789012:distribution/E1" } }
        },
        {
          Sid       = "DenyPlainHttp"
          Effect    = "Deny"
          Principal = "*"
          Action    = "s3:*"
          Resource  = ["arn:aws:s3:::docs-123456789012-eu-west-1", "arn:aws:s3:::docs-123456789012-eu-west-1/*"]
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
      ]
    })
    error_message = "The policy must admit this distribution's reads and deny plain HTTP."
  }

  assert {
    condition = aws_s3_bucket_policy.logs.policy == jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "AWSLogDeliveryWrite"
          Effect    = "Allow"
          Principal = { Service = "delivery.logs.amazonaws.com" }
          Action    = "s3:PutObject"
          Resource  = "arn:aws:s3:::docs-logs-123456789012-eu-west-1/AWSLogs/123456789012/*"
          Condition = {
            StringEquals = { "aws:SourceAccount" = "123456789012", "s3:x-amz-acl" = "bucket-owner-full-control" }
            ArnLike      = { "aws:SourceArn" = "arn:aws:logs:us-east-1:123456789012:delivery-source:docs-eu-west-1" }
          }
        },
        {
          Sid       = "DenyPlainHttp"
          Effect    = "Deny"
          Principal = "*"
          Action    = "s3:*"
          Resource  = ["arn:aws:s3:::docs-logs-123456789012-eu-west-1", "arn:aws:s3:::docs-logs-123456789012-eu-west-1/*"]
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
      ]
    })
    error_message = "The policy must admit this site's logs and deny plain HTTP."
  }

  assert {
    condition     = output.url == "https://d1.cloudfront.net"
    error_message = "Without a domain the site is found at CloudFront's host name."
  }

  assert {
    condition = jsondecode(output.deploy_policy_json).Statement == [
      {
        Sid      = "ListObjects"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = ["arn:aws:s3:::docs-123456789012-eu-west-1"]
      },
      {
        Sid      = "ReplaceObjects"
        Effect   = "Allow"
        Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = ["arn:aws:s3:::docs-123456789012-eu-west-1/*"]
      },
      {
        Sid      = "InvalidateCache"
        Effect   = "Allow"
        Action   = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]
        Resource = ["arn:aws:cloudfront::123456789012:distribution/E1"]
      },
    ]
    error_message = "A pipeline must be able to deploy this site, and nothing else."
  }
}
