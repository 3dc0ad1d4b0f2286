# What SNS could not deliver to queues, functions and HTTPS endpoints is logged.

resource "aws_cloudwatch_log_group" "failures" {
  # SNS chooses the name and would make the group itself, without a retention.
  name              = "sns/${local.region}/${local.account_id}/${var.name}/Failure"
  retention_in_days = var.tier == "prod" ? 365 : 14
}

resource "aws_iam_role" "failures" {
  # Roles are shared by all regions of an account, topics are not.
  name        = "${var.name}-sns-${local.region}"
  description = "Logs what the topic ${var.name} could not deliver"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy" "failures" {
  name = "log-failures"
  role = aws_iam_role.failures.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = [aws_cloudwatch_log_group.failures.arn, "${aws_cloudwatch_log_group.failures.arn}:*"]
      },
    ]
  })
}
