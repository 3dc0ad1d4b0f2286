output "binding" {
  description = "How to use the cache: addresses, the user to sign in as, the policy and the security group of a client."
  value = {
    environment = tomap({
      HOST        = aws_elasticache_replication_group.this.primary_endpoint_address
      READER_HOST = aws_elasticache_replication_group.this.reader_endpoint_address
      PORT        = tostring(local.port)
      URL         = "rediss://${aws_elasticache_replication_group.this.primary_endpoint_address}:${local.port}"
      NAME        = aws_elasticache_replication_group.this.replication_group_id
      USERNAME    = aws_elasticache_user.this.user_name
    })
    secrets = tomap({})
    policy_json = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Sid    = "SignInWithIam"
        Effect = "Allow"
        Action = "elasticache:Connect"
        Resource = [
          aws_elasticache_replication_group.this.arn,
          aws_elasticache_user.this.arn,
        ]
      }]
    })
    security_group_ids = tolist([aws_security_group.client.id])
  }

  # A client is admitted by the time it starts.
  depends_on = [
    aws_vpc_security_group_egress_rule.client_to_cache,
    aws_vpc_security_group_ingress_rule.cache_from_client,
  ]
}

output "primary_endpoint" {
  description = "Address that reads and writes go to, without the port."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "cache_arn" {
  description = "ARN of the replication group."
  value       = aws_elasticache_replication_group.this.arn
}

output "security_group_id" {
  description = "Security group of the cache itself; a client takes the one in the binding."
  value       = aws_security_group.cache.id
}

output "log_group_name" {
  description = "CloudWatch log group of slow commands and of the engine."
  value       = aws_cloudwatch_log_group.this.name
}
