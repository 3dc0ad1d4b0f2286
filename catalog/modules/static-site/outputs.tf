output "url" {
  description = "Address of the site."
  value       = "https://${coalesce(var.domain, aws_cloudfront_distribution.this.domain_name)}"
}

output "distribution_id" {
  description = "ID of the distribution, to invalidate its cache after a deployment."
  value       = aws_cloudfront_distribution.this.id
}

output "dns_target" {
  description = "Host name of the distribution, which the domain's alias record points to."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "dns_zone_id" {
  description = "Route 53 zone ID of the distribution, which the domain's alias record names."
  value       = aws_cloudfront_distribution.this.hosted_zone_id
}

output "bucket_name" {
  description = "Name of the bucket that deployments upload to."
  value       = aws_s3_bucket.this["site"].bucket
}

output "log_bucket_name" {
  description = "Name of the bucket that access logs are delivered to."
  value       = aws_s3_bucket.this["logs"].bucket
}

output "deploy_policy_json" {
  description = "Policy for the role of the deployment pipeline: upload, remove and invalidate on this site alone."
  value = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ListObjects"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = [aws_s3_bucket.this["site"].arn]
      },
      {
        Sid      = "ReplaceObjects"
        Effect   = "Allow"
        Action   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
        Resource = ["${aws_s3_bucket.this["site"].arn}/*"]
      },
      {
        Sid      = "InvalidateCache"
        Effect   = "Allow"
        Action   = ["cloudfront:CreateInvalidation", "cloudfront:GetInvalidation"]
        Resource = [aws_cloudfront_distribution.this.arn]
      },
    ]
  })
}
