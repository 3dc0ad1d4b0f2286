# What becomes of asynchronous events that the function cannot handle.

resource "aws_sqs_queue" "failures" {
  name                      = "${var.name}-failures"
  message_retention_seconds = 1209600

  sqs_managed_sse_enabled           = var.encryption == null ? true : null
  kms_master_key_id                 = one(var.encryption[*].key_arn)
  kms_data_key_reuse_period_seconds = var.encryption == null ? null : 300
}

resource "aws_sqs_queue_policy" "failures" {
  queue_url = aws_sqs_queue.failures.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "DenyPlainHttp"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.failures.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_lambda_function_event_invoke_config" "this" {
  function_name          = aws_lambda_function.this.function_name
  qualifier              = aws_lambda_alias.live.name
  maximum_retry_attempts = 2

  destination_config {
    on_failure {
      destination = aws_sqs_queue.failures.arn
    }
  }
}

locals {
  alarms = {
    errors = {
      description = "Invocations of the function ${var.name} fail."
      namespace   = "AWS/Lambda"
      metric      = "Errors"
      dimensions  = { FunctionName = aws_lambda_function.this.function_name }
    }
    throttles = {
      description = "Invocations of the function ${var.name} are refused for want of concurrency."
      namespace   = "AWS/Lambda"
      metric      = "Throttles"
      dimensions  = { FunctionName = aws_lambda_function.this.function_name }
    }
    failures = {
      description = "Events that the function ${var.name} could not handle lie in its queue of failures."
      namespace   = "AWS/SQS"
      metric      = "ApproximateNumberOfMessagesVisible"
      dimensions  = { QueueName = aws_sqs_queue.failures.name }
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = var.alarm_topic == null ? {} : local.alarms

  alarm_name        = "${var.name}-${each.key}"
  alarm_description = each.value.description

  namespace   = each.value.namespace
  metric_name = each.value.metric
  dimensions  = each.value.dimensions

  statistic           = each.key == "failures" ? "Maximum" : "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"

  alarm_actions = [var.alarm_topic.topic_arn]
  ok_actions    = [var.alarm_topic.topic_arn]
}
