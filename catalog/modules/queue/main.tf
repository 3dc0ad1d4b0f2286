locals {
  suffix            = var.fifo ? ".fifo" : ""
  retention_seconds = 86400 * coalesce(var.retention_days, var.tier == "prod" ? 4 : 1)
  topic_arns        = values(var.subscriptions)[*].topic_arn
}

resource "aws_sqs_queue" "this" {
  name                        = "${var.name}${local.suffix}"
  fifo_queue                  = var.fifo
  content_based_deduplication = var.fifo ? true : null
  deduplication_scope         = var.fifo ? "messageGroup" : null
  fifo_throughput_limit       = var.fifo ? "perMessageGroupId" : null

  message_retention_seconds  = local.retention_seconds
  visibility_timeout_seconds = var.visibility_timeout_seconds
  receive_wait_time_seconds  = 20

  # A key that SQS manages rather than the account's aws/sqs key, which would shut out SNS.
  sqs_managed_sse_enabled           = var.encryption == null ? true : null
  kms_master_key_id                 = one(var.encryption[*].key_arn)
  kms_data_key_reuse_period_seconds = var.encryption == null ? null : 300

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letter.arn
    maxReceiveCount     = var.max_attempts
  })
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid       = "DenyPlainHttp"
          Effect    = "Deny"
          Principal = "*"
          Action    = "sqs:*"
          Resource  = aws_sqs_queue.this.arn
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
      ],
      [
        for arns in length(var.subscriptions) > 0 ? [local.topic_arns] : [] : {
          Sid       = "AdmitTopics"
          Effect    = "Allow"
          Principal = { Service = "sns.amazonaws.com" }
          Action    = "sqs:SendMessage"
          Resource  = aws_sqs_queue.this.arn
          Condition = { ArnEquals = { "aws:SourceArn" = arns } }
        }
      ],
    )
  })
}

resource "aws_sqs_queue" "dead_letter" {
  name                        = "${var.name}-dead-letters${local.suffix}"
  fifo_queue                  = var.fifo
  content_based_deduplication = var.fifo ? true : null

  message_retention_seconds = 1209600

  sqs_managed_sse_enabled           = var.encryption == null ? true : null
  kms_master_key_id                 = one(var.encryption[*].key_arn)
  kms_data_key_reuse_period_seconds = var.encryption == null ? null : 300
}

resource "aws_sqs_queue_policy" "dead_letter" {
  queue_url = aws_sqs_queue.dead_letter.url

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid       = "DenyPlainHttp"
          Effect    = "Deny"
          Principal = "*"
          Action    = "sqs:*"
          Resource  = aws_sqs_queue.dead_letter.arn
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
      ],
      [
        for arns in length(var.subscriptions) > 0 ? [local.topic_arns] : [] : {
          Sid       = "AdmitUndelivered"
          Effect    = "Allow"
          Principal = { Service = "sns.amazonaws.com" }
          Action    = "sqs:SendMessage"
          Resource  = aws_sqs_queue.dead_letter.arn
          Condition = { ArnEquals = { "aws:SourceArn" = arns } }
        }
      ],
    )
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "dead_letter" {
  queue_url = aws_sqs_queue.dead_letter.url

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.this.arn]
  })
}

resource "aws_sns_topic_subscription" "this" {
  for_each = toset(keys(var.subscriptions))

  topic_arn = var.subscriptions[each.key].topic_arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.this.arn

  # What was published arrives as it is, without the envelope of SNS.
  raw_message_delivery = true

  # What SNS cannot deliver joins the messages that receivers cannot handle.
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letter.arn
  })

  # SNS must be admitted before its first message arrives.
  depends_on = [aws_sqs_queue_policy.this, aws_sqs_queue_policy.dead_letter]
}

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  count = var.alarm_topic == null ? 0 : 1

  alarm_name        = "${var.name}-dead-letters"
  alarm_description = "Messages of the queue ${var.name} could not be handled and lie in its dead-letter queue."

  namespace   = "AWS/SQS"
  metric_name = "ApproximateNumberOfMessagesVisible"
  dimensions  = { QueueName = aws_sqs_queue.dead_letter.name }

  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"

  alarm_actions = [var.alarm_topic.topic_arn]
  ok_actions    = [var.alarm_topic.topic_arn]
}

resource "aws_cloudwatch_metric_alarm" "message_age" {
  count = var.alarm_topic == null ? 0 : 1

  alarm_name        = "${var.name}-message-age"
  alarm_description = "Messages of the queue ${var.name} have waited for half of the time after which they are lost."

  namespace   = "AWS/SQS"
  metric_name = "ApproximateAgeOfOldestMessage"
  dimensions  = { QueueName = aws_sqs_queue.this.name }

  statistic           = "Maximum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = local.retention_seconds / 2
  period              = 300
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"

  alarm_actions = [var.alarm_topic.topic_arn]
  ok_actions    = [var.alarm_topic.topic_arn]
}
