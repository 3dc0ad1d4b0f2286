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

run "a_plain_queue_in_prod" {
  command = plan

  assert {
    condition     = aws_sqs_queue.this.name == "orders" && aws_sqs_queue.dead_letter.name == "orders-dead-letters"
    error_message = "Both queues must be named after the input."
  }

  assert {
    condition     = aws_sqs_queue.this.message_retention_seconds == 4 * 86400
    error_message = "Messages must wait for 4 days in prod."
  }
}

run "a_fifo_queue_in_dev" {
  command = plan

  variables {
    tier = "dev"
    fifo = true
  }

  assert {
    condition     = aws_sqs_queue.this.name == "orders.fifo" && aws_sqs_queue.dead_letter.name == "orders-dead-letters.fifo"
    error_message = "SQS asks for .fifo at the end of both names."
  }

  assert {
    condition     = aws_sqs_queue.this.fifo_queue == true && aws_sqs_queue.dead_letter.fifo_queue == true
    error_message = "The dead letters of a FIFO queue must lie in a FIFO queue."
  }

  assert {
    condition     = aws_sqs_queue.this.deduplication_scope == "messageGroup" && aws_sqs_queue.this.fifo_throughput_limit == "perMessageGroupId"
    error_message = "Groups of messages must not slow each other down."
  }

  assert {
    condition     = aws_sqs_queue.this.message_retention_seconds == 86400
    error_message = "Messages must wait for 1 day in dev."
  }
}

run "inputs_out_of_range_are_refused" {
  command = plan

  variables {
    name                       = "orders.fifo"
    tier                       = "staging"
    visibility_timeout_seconds = 0
    max_attempts               = 0
    retention_days             = 14
  }

  expect_failures = [
    var.name,
    var.tier,
    var.visibility_timeout_seconds,
    var.max_attempts,
    var.retention_days,
  ]
}

run "a_fifo_queue_cannot_subscribe_to_a_topic" {
  command = plan

  variables {
    fifo          = true
    subscriptions = { checkout = { topic_arn = "arn:aws:sns:eu-west-1:123456789012:checkout" } }
  }

  expect_failures = [var.subscriptions]
}
