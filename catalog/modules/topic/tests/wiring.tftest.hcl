mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:events" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/own" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/events-sns-eu-west-1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:sns/eu-west-1/123456789012/events/Failure" }
  }
}

variables {
  name = "events"
}

run "a_service_publishes_and_others_connect" {
  command = apply

  assert {
    condition     = output.binding.environment == tomap({ ARN = "arn:aws:sns:eu-west-1:123456789012:events" })
    error_message = "The binding must name the topic."
  }

  assert {
    condition     = length(output.binding.secrets) == 0 && length(output.binding.security_group_ids) == 0
    error_message = "A topic has neither secrets nor security groups."
  }

  assert {
    condition = jsondecode(output.binding.policy_json).Statement == [
      {
        Sid      = "Publish"
        Effect   = "Allow"
        Action   = ["sns:Publish"]
        Resource = ["arn:aws:sns:eu-west-1:123456789012:events"]
      },
      {
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = ["arn:aws:kms:eu-west-1:123456789012:key/own"]
      },
    ]
    error_message = "The binding must allow publishing to this topic with its key, and no more."
  }

  assert {
    condition     = output.alarm_topic == { topic_arn = "arn:aws:sns:eu-west-1:123456789012:events" } && output.subscription == { topic_arn = "arn:aws:sns:eu-west-1:123456789012:events" }
    error_message = "Alarms and subscriptions must be given the topic."
  }
}

run "a_key_from_outside_takes_the_place_of_its_own" {
  command = apply

  variables {
    encryption = { key_arn = "arn:aws:kms:eu-west-1:123456789012:key/shared" }
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && length(aws_kms_alias.this) == 0
    error_message = "The topic must not make a key that it does not use."
  }

  assert {
    condition     = aws_sns_topic.this.kms_master_key_id == "arn:aws:kms:eu-west-1:123456789012:key/shared" && jsondecode(output.binding.policy_json).Statement[1].Resource == ["arn:aws:kms:eu-west-1:123456789012:key/shared"]
    error_message = "The given key must encrypt messages, and publishers must be allowed to use it."
  }
}

run "people_are_told_by_mail" {
  command = plan

  variables {
    display_name    = "Payments alarms"
    email_addresses = ["oncall@example.com"]
  }

  assert {
    condition     = aws_sns_topic_subscription.email["oncall@example.com"].protocol == "email" && aws_sns_topic_subscription.email["oncall@example.com"].endpoint == "oncall@example.com"
    error_message = "Each address must be subscribed."
  }

  assert {
    condition     = aws_sns_topic.this.display_name == "Payments alarms"
    error_message = "Mails must show the display name."
  }
}

run "inputs_out_of_range_are_refused" {
  command = plan

  variables {
    name            = "Events"
    tier            = "staging"
    display_name    = "<b>"
    email_addresses = ["oncall"]
  }

  expect_failures = [
    var.name,
    var.tier,
    var.display_name,
    var.email_addresses,
  ]
}
