output "url" {
  description = "Address of the load balancer, null for a worker; a certificate is for a domain name that points here."
  value       = one([for balancer in aws_lb.this : "${local.scheme}://${balancer.dns_name}"])
}

output "load_balancer_dns_name" {
  description = "DNS name of the load balancer, null for a worker; the target of an alias record."
  value       = one(aws_lb.this[*].dns_name)
}

output "load_balancer_zone_id" {
  description = "Hosted zone of the load balancer, null for a worker; the other half of an alias record."
  value       = one(aws_lb.this[*].zone_id)
}

output "cluster_name" {
  description = "Name of the ECS cluster, which holds this service alone."
  value       = aws_ecs_cluster.this.name
}

output "service_name" {
  description = "Name of the ECS service."
  value       = aws_ecs_service.this.name
}

output "role_arn" {
  description = "ARN of the role that the service acts in."
  value       = aws_iam_role.task.arn
}

output "security_group_id" {
  description = "Security group of the tasks."
  value       = aws_security_group.service.id
}

output "log_group_name" {
  description = "CloudWatch log group of the tasks."
  value       = aws_cloudwatch_log_group.this.name
}
