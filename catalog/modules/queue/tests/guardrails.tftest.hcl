mock_provider "aws" {}

override_resource {
  target = aws_sqs_queue.this
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:orders"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"
  }
}

override_resource {
  target = aws_sqs_queue.dead_letter
  values = {
    arn = "arn:aws:sqs:eu-west-1:123456789012:orders-dead-letters"
    url = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders-dead-letters"
  }
}

variables {
  name = "orders"
}

run "with_a_name_alone_everything_is_enforced" {
  command = plan

  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled == true && aws_sqs_queue.dead_letter.sqs_managed_sse_enabled == true
    error_message = "Both queues must be encrypted."
  }

  assert {
    condition     = aws_sqs_queue.dead_letter.message_retention_seconds == 14 * 86400
    error_message = "Dead letters must be kept for 14 days."
  }

  assert {
    condition     = aws_sqs_queue.this.receive_wait_time_seconds == 20
    error_message = "Receivers must poll for as long as SQS allows."
  }
}

run "failing_messages_move_to_the_dead_letter_queue" {
  command = apply

  assert {
    condition = jsondecode(aws_sqs_queue.this.redrive_policy) == {
      deadLetterTargetArn = "arn:aws:sqs:eu-west-1:123456789012:orders-dead-letters"
      maxReceiveCount     = 5
    }
    error_message = "A message must move to the dead-letter queue after five attempts."
  }

  assert {
    condition = jsondecode(aws_sqs_queue_redrive_allow_policy.dead_letter.redrive_allow_policy) == {
      redrivePermission = "byQueue"
      sourceQueueArns   = ["arn:aws:sqs:eu-west-1:123456789012:orders"]
    }
    error_message = "The dead-letter queue must take messages from this queue alone."
  }

  assert {
    condition = aws_sqs_queue_policy.this.policy == jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "DenyPlainHttp"
          Effect    = "Deny"
          Principal = "*"
          Action    = "sqs:*"
          Resource  = "arn:aws:sqs:eu-west-1:123456789012:orders"
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
      ]
    })
    error_message = "The queue's policy must deny plain HTTP and admit nobody."
  }

  assert {
    condition = aws_sqs_queue_policy.dead_letter.policy == jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "DenyPlainHttp"
          Effect    = "Deny"
          Principal = "*"
          Action    = "sqs:*"
          Resource  = "arn:aws:sqs:eu-west-1:123456789012:orders-dead-letters"
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
      ]
    })
    error_message = "The dead-letter queue's policy must deny plain HTTP and admit nobody."
  }
}

run "only_subscribed_topics_are_admitted" {
  command = apply

  variables {
    subscriptions = {
      checkout = { topic_arn = "arn:aws:sns:eu-west-1:123456789012:checkout" }
      returns  = { topic_arn = "arn:aws:sns:eu-west-1:123456789012:returns" }
    }
  }

  assert {
    condition = jsondecode(aws_sqs_queue_policy.this.policy).Statement[1] == {
      Sid       = "AdmitTopics"
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-west-1:123456789012:orders"
      Condition = {
        ArnEquals = {
          "aws:SourceArn" = [
            "arn:aws:sns:eu-west-1:123456789012:checkout",
            "arn:aws:sns:eu-west-1:123456789012:returns",
          ]
        }
      }
    }
    error_message = "The queue must admit the two topics, and no other."
  }

  assert {
    condition = jsondecode(aws_sqs_queue_policy.dead_letter.policy).Statement[1] == {
      Sid       = "AdmitUndelivered"
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:eu-west-1:123456789012:orders-dead-letters"
      Condition = {
        ArnEquals = {
          "aws:SourceArn" = [
            "arn:aws:sns:eu-west-1:123456789012:checkout",
            "arn:aws:sns:eu-west-1:123456789012:returns",
          ]
        }
      }
    }
    error_message = "The dead-letter queue must admit what the two topics cannot deliver, and nothing else."
  }

  assert {
    condition = alltrue([
      for key, topic in var.subscriptions :
      aws_sns_topic_subscription.this[key].topic_arn == topic.topic_arn &&
      aws_sns_topic_subscription.this[key].protocol == "sqs" &&
      aws_sns_topic_subscription.this[key].endpoint == "arn:aws:sqs:eu-west-1:123456789012:orders" &&
      aws_sns_topic_subscription.this[key].raw_message_delivery == true &&
      jsondecode(aws_sns_topic_subscription.this[key].redrive_policy).deadLetterTargetArn == "arn:aws:sqs:eu-west-1:123456789012:orders-dead-letters"
    ])
    error_message = "Each topic must send to the queue, and what it cannot deliver to the dead-letter queue."
  }
}

run "a_single_topic_is_admitted_too" {
  command = apply

  variables {
    subscriptions = { checkout = { topic_arn = "arn:aws:sns:eu-west-1:123456789012:checkout" } }
  }

  assert {
    condition = alltrue([
      for policy in [aws_sqs_queue_policy.this.policy, aws_sqs_queue_policy.dead_letter.policy] :
      jsondecode(policy).Statement[1].Condition.ArnEquals["aws:SourceArn"] == ["arn:aws:sns:eu-west-1:123456789012:checkout"]
    ])
    error_message = "Both queues must admit the one topic."
  }
}
