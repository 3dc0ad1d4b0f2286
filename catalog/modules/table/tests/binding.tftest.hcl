mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }
  mock_resource "aws_dynamodb_table" {
    defaults = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders" }
  }
}

variables {
  name = "orders"
}

run "a_service_reads_and_writes_items" {
  command = apply

  assert {
    condition     = output.binding.environment == tomap({ TABLE = "orders", REGION = "eu-west-1" })
    error_message = "The binding must name the table and its region."
  }

  assert {
    condition     = length(output.binding.secrets) == 0 && length(output.binding.security_group_ids) == 0
    error_message = "A table has neither secrets nor security groups."
  }

  assert {
    condition = jsondecode(output.binding.policy_json).Statement == [
      {
        Sid    = "UseItems"
        Effect = "Allow"
        Action = [
          "dynamodb:BatchGetItem",
          "dynamodb:ConditionCheckItem",
          "dynamodb:DescribeTable",
          "dynamodb:GetItem",
          "dynamodb:Query",
          "dynamodb:Scan",
          "dynamodb:BatchWriteItem",
          "dynamodb:DeleteItem",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
        ]
        Resource = [
          "arn:aws:dynamodb:eu-west-1:123456789012:table/orders",
          "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/*",
        ]
      },
    ]
    error_message = "The binding must allow reading and writing this table's items, and no more."
  }
}

run "a_read_only_service_is_granted_the_key_for_reading" {
  command = apply

  variables {
    access     = "read-only"
    encryption = { key_arn = "arn:aws:kms:eu-west-1:123456789012:key/example" }
  }

  assert {
    condition     = one(aws_dynamodb_table.this.server_side_encryption).kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/example"
    error_message = "The given key must encrypt the items."
  }

  assert {
    condition = !anytrue([
      for action in jsondecode(output.binding.policy_json).Statement[0].Action : can(regex("Write|Put|Update|Delete", action))
    ])
    error_message = "A read-only binding must not allow writing."
  }

  assert {
    condition = jsondecode(output.binding.policy_json).Statement[1] == {
      Sid       = "UseKey"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:DescribeKey"]
      Resource  = ["arn:aws:kms:eu-west-1:123456789012:key/example"]
      Condition = { StringEquals = { "kms:ViaService" = "dynamodb.eu-west-1.amazonaws.com" } }
    }
    error_message = "A read-only binding must allow decryption with the given key through DynamoDB alone."
  }
}
