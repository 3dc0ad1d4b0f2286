# What SNS could not deliver to queues, functions and HTTPS endpoints is logged.

resource "aws_cloudwatch_log_group" "failures" {
  name              = local.failure_log
  retention_in_days = var.tier == "prod" ? 365 : 14
  kms_key_id        = local.key_arn
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
