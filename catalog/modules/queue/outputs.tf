locals {
  # The key of an encrypted queue is used by whoever sends or receives, so both have to be granted it.
  send_key_statements = [
    for key_arn in var.encryption[*].key_arn : {
      Sid      = "UseKey"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource = [key_arn]
    }
  ]

  receive_key_statements = [
    for key_arn in var.encryption[*].key_arn : {
      Sid      = "UseKey"
      Effect   = "Allow"
      Action   = ["kms:Decrypt"]
      Resource = [key_arn]
    }
  ]
}

output "queue_url" {
  description = "URL of the queue, which its senders and receivers use."
  value       = aws_sqs_queue.this.url
}

output "queue_arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "queue_name" {
  description = "Name of the queue, with .fifo where it is one."
  value       = aws_sqs_queue.this.name
}

output "dead_letter_queue_url" {
  description = "URL of the dead-letter queue, to look into it and to send its messages back."
  value       = aws_sqs_queue.dead_letter.url
}

output "binding" {
  description = "How a service uses the queue: URL and NAME in its environment, and a policy to send, receive and delete."
  value = {
    environment = tomap({
      URL  = aws_sqs_queue.this.url
      NAME = aws_sqs_queue.this.name
    })
    secrets = {}
    policy_json = jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [
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
            Resource = [aws_sqs_queue.this.arn]
          },
        ],
        local.send_key_statements,
      )
    })
    security_group_ids = []
  }
}

output "event_source" {
  description = "What a function needs to be triggered by the queue's messages."
  value = {
    queue_arn = aws_sqs_queue.this.arn
    policy_json = jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [
          {
            Sid    = "Receive"
            Effect = "Allow"
            Action = [
              "sqs:ChangeMessageVisibility",
              "sqs:DeleteMessage",
              "sqs:GetQueueAttributes",
              "sqs:ReceiveMessage",
            ]
            Resource = [aws_sqs_queue.this.arn]
          },
        ],
        local.receive_key_statements,
      )
    })
  }
}
