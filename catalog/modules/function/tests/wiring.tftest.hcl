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
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/resize-eu-west-1" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/resize" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:resize-failures" }
  }
  mock_resource "aws_lambda_function" {
    defaults = { version = "7" }
  }
  mock_resource "aws_lambda_alias" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:resize:live" }
  }
}

variables {
  name    = "resize"
  package = "s3://acme-artifacts/resize/1.4.0.zip"
}

run "bindings_become_environment_rights_and_security_groups" {
  command = apply

  variables {
    environment = { LOG_LEVEL = "debug" }
    encryption  = { key_arn = "arn:aws:kms:eu-west-1:123456789012:key/example" }
    bindings = {
      orders-db = {
        environment        = { HOST = "db.internal" }
        secrets            = { PASSWORD = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:password::" }
        policy_json        = "{\"Statement\":[]}"
        security_group_ids = ["sg-client"]
      }
      images = {
        environment        = { BUCKET = "images" }
        secrets            = {}
        policy_json        = "{\"Statement\":[{}]}"
        security_group_ids = []
      }
    }
    network = {
      vpc_id              = "vpc-1"
      cidr_block          = "10.0.0.0/16"
      public_subnet_ids   = ["subnet-public"]
      private_subnet_ids  = ["subnet-private"]
      isolated_subnet_ids = ["subnet-isolated"]
    }
  }

  assert {
    condition = one(aws_lambda_function.this.environment).variables == tomap({
      LOG_LEVEL                 = "debug"
      ORDERS_DB_HOST            = "db.internal"
      ORDERS_DB_PASSWORD_SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf:password::"
      IMAGES_BUCKET             = "images"
    })
    error_message = "The environment must be the input's and the bindings' under their prefixes, with references in place of secrets."
  }

  assert {
    condition     = aws_iam_role_policy.bindings["orders-db"].policy == "{\"Statement\":[]}" && aws_iam_role_policy.bindings["images"].policy == "{\"Statement\":[{}]}"
    error_message = "The role must be given the policy of each binding."
  }

  assert {
    condition     = contains(one(aws_lambda_function.this.vpc_config).security_group_ids, "sg-client") && length(one(aws_lambda_function.this.vpc_config).security_group_ids) == 2
    error_message = "The function must be in its own security group and in those of its bindings."
  }

  assert {
    condition = alltrue([
      aws_lambda_function.this.kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/example",
      aws_cloudwatch_log_group.this.kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/example",
      aws_sqs_queue.failures.kms_master_key_id == "arn:aws:kms:eu-west-1:123456789012:key/example",
    ])
    error_message = "The given key must encrypt environment, logs and failures."
  }

  assert {
    condition = jsondecode(aws_iam_role_policy.this.policy).Statement[3] == {
      Sid      = "UseKey"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource = ["arn:aws:kms:eu-west-1:123456789012:key/example"]
    }
    error_message = "The role must be allowed to use the given key."
  }
}

run "a_queue_triggers_the_alias" {
  command = apply

  variables {
    event_sources = {
      uploads = {
        queue_arn   = "arn:aws:sqs:eu-west-1:123456789012:uploads"
        policy_json = "{\"Statement\":[]}"
      }
    }
  }

  assert {
    condition = alltrue([
      aws_lambda_event_source_mapping.this["uploads"].event_source_arn == "arn:aws:sqs:eu-west-1:123456789012:uploads",
      aws_lambda_event_source_mapping.this["uploads"].function_name == "arn:aws:lambda:eu-west-1:123456789012:function:resize:live",
      aws_iam_role_policy.event_sources["uploads"].policy == "{\"Statement\":[]}",
    ])
    error_message = "The queue must trigger the alias, and the role must be allowed to receive."
  }

  assert {
    condition     = aws_lambda_event_source_mapping.this["uploads"].function_response_types == toset(["ReportBatchItemFailures"])
    error_message = "Of a batch, only the messages that failed must be tried again."
  }

  assert {
    condition     = one(aws_lambda_event_source_mapping.this["uploads"].scaling_config).maximum_concurrency == 50
    error_message = "A queue must not use up the account's concurrency."
  }
}

run "errors_throttling_and_failures_raise_alarms" {
  command = plan

  variables {
    alarm_topic = { topic_arn = "arn:aws:sns:eu-west-1:123456789012:alarms" }
  }

  assert {
    condition     = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.metric_name } == { errors = "Errors", throttles = "Throttles", failures = "ApproximateNumberOfMessagesVisible" }
    error_message = "Errors, throttling and failed events must each have an alarm."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:alarms"]) && alarm.threshold == 0])
    error_message = "Each alarm must tell the topic of the first occurrence."
  }
}
