output "topic_arn" {
  description = "ARN of the topic."
  value       = aws_sns_topic.this.arn
}

output "topic_name" {
  description = "Name of the topic."
  value       = aws_sns_topic.this.name
}

output "binding" {
  description = "How a service publishes: ARN in its environment, and a policy to publish to this topic."
  value = {
    environment = tomap({
      ARN = aws_sns_topic.this.arn
    })
    secrets = {}
    policy_json = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid      = "Publish"
          Effect   = "Allow"
          Action   = ["sns:Publish"]
          Resource = [aws_sns_topic.this.arn]
        },
        {
          Sid      = "UseKey"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource = [local.key_arn]
        },
      ]
    })
    security_group_ids = []
  }
}

output "alarm_topic" {
  description = "What a module needs to send its alarms to the topic."
  value       = { topic_arn = aws_sns_topic.this.arn }
}

output "subscription" {
  description = "What a queue needs to receive the topic's messages."
  value       = { topic_arn = aws_sns_topic.this.arn }
}
