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

run "a_service_sends_and_receives" {
  command = apply

  assert {
    condition = output.binding.environment == tomap({
      URL  = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"
      NAME = "orders"
    })
    error_message = "The binding must name the queue and its URL."
  }

  assert {
    condition     = length(output.binding.secrets) == 0 && length(output.binding.security_group_ids) == 0
    error_message = "A queue has neither secrets nor security groups."
  }

  assert {
    condition = jsondecode(output.binding.policy_json).Statement == [
      {
        Sid    = "SendAndReceive"
        Effect = "Allow"
        Action = [
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:GetQueueUrl",
          "sqs:ReceiveMessage",
          "sqs:SendMessage",
        ]
        Resource = ["arn:aws:sqs:eu-west-1:123456789012:orders"]
      },
    ]
    error_message = "The binding must allow sending and receiving on this queue, and no more."
  }
}

run "a_triggered_function_receives_with_the_key" {
  command = apply

  variables {
    encryption = { key_arn = "arn:aws:kms:eu-west-1:123456789012:key/example" }
  }

  assert {
    condition = alltrue([
      for queue in [aws_sqs_queue.this, aws_sqs_queue.dead_letter] :
      queue.kms_master_key_id == "arn:aws:kms:eu-west-1:123456789012:key/example" && queue.kms_data_key_reuse_period_seconds == 300
    ])
    error_message = "The given key must encrypt both queues."
  }

  assert {
    condition     = output.event_source.queue_arn == "arn:aws:sqs:eu-west-1:123456789012:orders"
    error_message = "The event source must name the queue."
  }

  assert {
    condition = jsondecode(output.event_source.policy_json).Statement == [
      {
        Sid    = "Receive"
        Effect = "Allow"
        Action = [
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:ReceiveMessage",
        ]
        Resource = ["arn:aws:sqs:eu-west-1:123456789012:orders"]
      },
      {
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = ["arn:aws:kms:eu-west-1:123456789012:key/example"]
      },
    ]
    error_message = "An event source must allow receiving and decrypting, and not sending."
  }

  assert {
    condition     = jsondecode(output.binding.policy_json).Statement[1].Action == ["kms:Decrypt", "kms:GenerateDataKey"]
    error_message = "A service that sends needs data keys as well."
  }
}
