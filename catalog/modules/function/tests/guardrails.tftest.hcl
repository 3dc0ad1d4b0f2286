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

run "with_a_package_alone_everything_is_enforced" {
  command = plan

  assert {
    condition     = aws_lambda_function.this.runtime == "python3.13"
    error_message = "A zip must run on a runtime that AWS patches."
  }

  assert {
    condition     = aws_lambda_function.this.architectures == tolist(["arm64"])
    error_message = "The function must run on arm64."
  }

  assert {
    condition     = one(aws_lambda_function.this.tracing_config).mode == "Active"
    error_message = "Invocations must be traced."
  }

  assert {
    condition     = one(aws_lambda_function.this.logging_config).log_format == "JSON" && one(aws_lambda_function.this.logging_config).log_group == "/aws/lambda/resize"
    error_message = "Logs must be JSON and go to the function's own group."
  }

  assert {
    condition     = aws_lambda_function.this.publish == true && aws_lambda_alias.live.name == "live"
    error_message = "A version must be published and reached through the alias."
  }

  assert {
    condition     = aws_lambda_function_event_invoke_config.this.maximum_retry_attempts == 2 && aws_lambda_function_event_invoke_config.this.qualifier == "live"
    error_message = "An asynchronous event must be tried three times through the alias."
  }

  assert {
    condition     = aws_sqs_queue.failures.message_retention_seconds == 14 * 86400 && aws_sqs_queue.failures.sqs_managed_sse_enabled == true
    error_message = "Failed events must be kept for 14 days, encrypted."
  }

  assert {
    condition     = length(aws_lambda_function.this.vpc_config) == 0 && length(aws_security_group.this) == 0 && length(aws_iam_role_policy.network) == 0
    error_message = "Without a network there must be neither interfaces nor the right to make them."
  }
}

run "the_role_is_as_narrow_as_it_can_be" {
  command = apply

  assert {
    condition     = one(one(aws_lambda_function_event_invoke_config.this.destination_config).on_failure).destination == "arn:aws:sqs:eu-west-1:123456789012:resize-failures"
    error_message = "An event that failed for good must go to the queue of failures."
  }

  assert {
    condition     = aws_lambda_alias.live.function_version == "7"
    error_message = "The alias must point to the published version."
  }

  assert {
    condition = aws_iam_role.this.assume_role_policy == jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Effect    = "Allow"
          Principal = { Service = "lambda.amazonaws.com" }
          Action    = "sts:AssumeRole"
        },
      ]
    })
    error_message = "Only Lambda may assume the role."
  }

  assert {
    condition = aws_iam_role_policy.this.policy == jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/resize:*"]
        },
        {
          Sid      = "WriteTraces"
          Effect   = "Allow"
          Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
          Resource = ["*"]
        },
        {
          Sid      = "KeepFailures"
          Effect   = "Allow"
          Action   = ["sqs:SendMessage"]
          Resource = ["arn:aws:sqs:eu-west-1:123456789012:resize-failures"]
        },
      ]
    })
    error_message = "The role must allow writing the function's own logs, traces and failures, and no more."
  }

  assert {
    condition = aws_sqs_queue_policy.failures.policy == jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid       = "DenyPlainHttp"
          Effect    = "Deny"
          Principal = "*"
          Action    = "sqs:*"
          Resource  = "arn:aws:sqs:eu-west-1:123456789012:resize-failures"
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
      ]
    })
    error_message = "The queue of failures must deny plain HTTP and admit nobody."
  }
}

run "in_a_network_code_and_traffic_are_fenced_in" {
  command = plan

  variables {
    network = {
      vpc_id              = "vpc-1"
      cidr_block          = "10.0.0.0/16"
      public_subnet_ids   = ["subnet-public"]
      private_subnet_ids  = ["subnet-private-a", "subnet-private-b"]
      isolated_subnet_ids = ["subnet-isolated"]
    }
  }

  assert {
    condition     = one(aws_lambda_function.this.vpc_config).subnet_ids == toset(["subnet-private-a", "subnet-private-b"])
    error_message = "The function must run in the private subnets."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.https[0].cidr_ipv4 == "0.0.0.0/0",
      aws_vpc_security_group_egress_rule.https[0].ip_protocol == "tcp",
      aws_vpc_security_group_egress_rule.https[0].from_port == 443,
      aws_vpc_security_group_egress_rule.https[0].to_port == 443,
    ])
    error_message = "Outside of the network, the function must reach HTTPS alone."
  }

  assert {
    condition = alltrue([
      aws_vpc_security_group_egress_rule.network[0].cidr_ipv4 == "10.0.0.0/16",
      aws_vpc_security_group_egress_rule.network[0].ip_protocol == "tcp",
    ])
    error_message = "Inside the network, the function must reach TCP alone."
  }

  assert {
    condition = aws_iam_role_policy.network[0].policy == jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid    = "AttachInterfaces"
          Effect = "Allow"
          Action = [
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses",
          ]
          Resource = ["*"]
        },
        {
          Sid    = "KeepCodeOut"
          Effect = "Deny"
          Action = [
            "ec2:AssignPrivateIpAddresses",
            "ec2:CreateNetworkInterface",
            "ec2:DeleteNetworkInterface",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "ec2:UnassignPrivateIpAddresses",
          ]
          Resource  = ["*"]
          Condition = { ArnEquals = { "lambda:SourceFunctionArn" = ["arn:aws:lambda:eu-west-1:123456789012:function:resize"] } }
        },
      ]
    })
    error_message = "Lambda must be able to attach interfaces, and the function's code must not."
  }
}
