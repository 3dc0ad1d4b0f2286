# The bucket with the site's objects and the one with its access logs, closed in the same way.

locals {
  # Bucket names are shared by all AWS customers. Account and region make them unique and, unlike a
  # random suffix, the same in every plan.
  bucket_names = {
    for key, name in { site = var.name, logs = "${var.name}-logs" } :
    key => "${name}-${data.aws_caller_identity.current.account_id}-${data.aws_region.current.region}"
  }
}

resource "aws_s3_bucket" "this" {
  for_each = local.bucket_names

  bucket        = each.value
  force_destroy = var.tier == "dev"
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = local.bucket_names

  bucket = aws_s3_bucket.this[each.key].id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = local.bucket_names

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# A key that S3 manages: what is stored here is published, and CloudFront and the delivery of logs read
# and write it without being granted a key.
resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = local.bucket_names

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.bucket_names

  bucket = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.bucket_names

  bucket = aws_s3_bucket.this[each.key].id

  rule {
    id     = "tidy"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }

    noncurrent_version_expiration {
      noncurrent_days = var.tier == "prod" ? 90 : 7
    }

    # Logs expire, the site's objects do not.
    expiration {
      days                         = each.key == "site" ? null : var.tier == "prod" ? 365 : 30
      expired_object_delete_marker = each.key == "site" ? true : null
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.this["site"].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AdmitDistribution"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.this["site"].arn}/*"
        Condition = { StringEquals = { "aws:SourceArn" = aws_cloudfront_distribution.this.arn } }
      },
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.this["site"].arn, "${aws_s3_bucket.this["site"].arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })

  # S3 refuses concurrent changes to the policy and the public access block of one bucket.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
