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

run "without_a_topic_there_are_no_alarms" {
  command = plan

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.dead_letters) == 0 && length(aws_cloudwatch_metric_alarm.message_age) == 0
    error_message = "An alarm that tells nobody must not be made."
  }
}

run "the_first_dead_letter_and_old_messages_raise_an_alarm" {
  command = plan

  variables {
    alarm_topic = { topic_arn = "arn:aws:sns:eu-west-1:123456789012:alarms" }
  }

  assert {
    condition = alltrue([
      aws_cloudwatch_metric_alarm.dead_letters[0].namespace == "AWS/SQS",
      aws_cloudwatch_metric_alarm.dead_letters[0].metric_name == "ApproximateNumberOfMessagesVisible",
      aws_cloudwatch_metric_alarm.dead_letters[0].dimensions == tomap({ QueueName = "orders-dead-letters" }),
      aws_cloudwatch_metric_alarm.dead_letters[0].comparison_operator == "GreaterThanThreshold",
      aws_cloudwatch_metric_alarm.dead_letters[0].threshold == 0,
      aws_cloudwatch_metric_alarm.dead_letters[0].alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:alarms"]),
    ])
    error_message = "The first message in the dead-letter queue must raise an alarm."
  }

  assert {
    condition = alltrue([
      aws_cloudwatch_metric_alarm.message_age[0].metric_name == "ApproximateAgeOfOldestMessage",
      aws_cloudwatch_metric_alarm.message_age[0].dimensions == tomap({ QueueName = "orders" }),
      aws_cloudwatch_metric_alarm.message_age[0].comparison_operator == "GreaterThanOrEqualToThreshold",
      aws_cloudwatch_metric_alarm.message_age[0].threshold == 2 * 86400,
      aws_cloudwatch_metric_alarm.message_age[0].alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:alarms"]),
    ])
    error_message = "Messages that have waited for half of their four days must raise an alarm."
  }
}
