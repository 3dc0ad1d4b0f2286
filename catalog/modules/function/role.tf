# What the function may do: run, and use what is bound to it.

resource "aws_iam_role" "this" {
  # Roles are shared by all regions of an account, functions are not.
  name        = "${var.name}-${local.region}"
  description = "The function ${var.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "lambda.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "run"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = ["${aws_cloudwatch_log_group.this.arn}:*"]
        },
        {
          # X-Ray knows no resources to narrow these down to.
          Sid      = "WriteTraces"
          Effect   = "Allow"
          Action   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
          Resource = ["*"]
        },
        {
          Sid      = "KeepFailures"
          Effect   = "Allow"
          Action   = ["sqs:SendMessage"]
          Resource = [aws_sqs_queue.failures.arn]
        },
      ],
      [
        for key_arn in var.encryption[*].key_arn : {
          Sid      = "UseKey"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource = [key_arn]
        }
      ],
    )
  })
}

resource "aws_iam_role_policy" "network" {
  count = var.network == null ? 0 : 1

  name = "network"
  role = aws_iam_role.this.id

  # Lambda itself attaches the interfaces. The function's code has the same role and no such business.
  policy = jsonencode({
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
        Condition = { ArnEquals = { "lambda:SourceFunctionArn" = [local.function_arn] } }
      },
    ]
  })
}

resource "aws_iam_role_policy" "bindings" {
  for_each = toset(keys(var.bindings))

  name   = "binding-${each.key}"
  role   = aws_iam_role.this.id
  policy = var.bindings[each.key].policy_json
}

resource "aws_iam_role_policy" "event_sources" {
  for_each = toset(keys(var.event_sources))

  name   = "event-source-${each.key}"
  role   = aws_iam_role.this.id
  policy = var.event_sources[each.key].policy_json
}
