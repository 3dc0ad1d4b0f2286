output "function_name" {
  description = "Name of the function, for metrics and deployments."
  value       = aws_lambda_function.this.function_name
}

output "alias_arn" {
  description = "ARN of the alias live, which is what to invoke."
  value       = aws_lambda_alias.live.arn
}

output "invoke_arn" {
  description = "ARN under which API Gateway invokes the alias live."
  value       = aws_lambda_alias.live.invoke_arn
}

output "role_name" {
  description = "Name of the function's role, to give it rights that no binding covers."
  value       = aws_iam_role.this.name
}

output "log_group_name" {
  description = "Name of the function's log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "failure_queue_url" {
  description = "URL of the queue that keeps asynchronous events the function could not handle."
  value       = aws_sqs_queue.failures.url
}
