locals {
  read_actions  = ["s3:GetObject", "s3:GetObjectVersion"]
  write_actions = ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]

  statements = [
    {
      Sid      = "ListBucket"
      Effect   = "Allow"
      Action   = ["s3:ListBucket", "s3:GetBucketLocation"]
      Resource = [aws_s3_bucket.this.arn]
    },
    {
      Sid      = "UseObjects"
      Effect   = "Allow"
      Action   = var.access == "read-only" ? local.read_actions : concat(local.read_actions, local.write_actions)
      Resource = ["${aws_s3_bucket.this.arn}/*"]
    },
  ]

  # The AWS-managed key admits everybody who may use the bucket; a customer-managed one has to be granted.
  key_statements = [
    for key_arn in var.encryption[*].key_arn : {
      Sid       = "UseKey"
      Effect    = "Allow"
      Action    = var.access == "read-only" ? ["kms:Decrypt"] : ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = [key_arn]
      Condition = { StringEquals = { "kms:ViaService" = "s3.${data.aws_region.current.region}.amazonaws.com" } }
    }
  ]
}

output "bucket_name" {
  description = "Name of the bucket, with account and region."
  value       = aws_s3_bucket.this.bucket
}

output "bucket_arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "bucket_domain_name" {
  description = "Regional host name of the bucket, for signed URLs and content security policies."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}

output "binding" {
  description = "How a service uses the store: BUCKET and REGION in its environment, and a policy for its objects."
  value = {
    environment = tomap({
      BUCKET = aws_s3_bucket.this.bucket
      REGION = data.aws_region.current.region
    })
    secrets = {}
    policy_json = jsonencode({
      Version   = "2012-10-17"
      Statement = concat(local.statements, local.key_statements)
    })
    security_group_ids = []
  }
}
