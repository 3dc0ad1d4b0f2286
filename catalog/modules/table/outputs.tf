locals {
  read_actions = [
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
  ]
  write_actions = [
    "dynamodb:BatchWriteItem",
    "dynamodb:DeleteItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
  ]

  read_key_actions  = ["kms:Decrypt", "kms:DescribeKey"]
  write_key_actions = ["kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
}

output "table_name" {
  description = "Name of the table."
  value       = aws_dynamodb_table.this.name
}

output "table_arn" {
  description = "ARN of the table."
  value       = aws_dynamodb_table.this.arn
}

output "binding" {
  description = "How a service uses the table: TABLE and REGION in its environment, and a policy for its items and indexes."
  value = {
    environment = tomap({
      TABLE  = aws_dynamodb_table.this.name
      REGION = data.aws_region.current.region
    })
    secrets = {}
    policy_json = jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [
          {
            Sid      = "UseItems"
            Effect   = "Allow"
            Action   = var.access == "read-only" ? local.read_actions : concat(local.read_actions, local.write_actions)
            Resource = [aws_dynamodb_table.this.arn, "${aws_dynamodb_table.this.arn}/index/*"]
          },
        ],
        [
          for key_arn in var.encryption[*].key_arn : {
            Sid       = "UseKey"
            Effect    = "Allow"
            Action    = var.access == "read-only" ? local.read_key_actions : concat(local.read_key_actions, local.write_key_actions)
            Resource  = [key_arn]
            Condition = { StringEquals = { "kms:ViaService" = "dynamodb.${data.aws_region.current.region}.amazonaws.com" } }
          }
        ],
      )
    })
    security_group_ids = []
  }
}
