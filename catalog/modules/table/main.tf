data "aws_region" "current" {}

locals {
  types = {
    string = "S"
    number = "N"
    binary = "B"
  }

  # DynamoDB is told the types of keys alone; an attribute may be a key of several indexes.
  keys = concat(
    [var.partition_key],
    var.sort_key[*],
    flatten([for index in values(var.indexes) : concat([index.partition_key], index.sort_key[*])]),
  )

  attributes = { for key in local.keys : key.name => local.types[key.type]... }
}

resource "aws_dynamodb_table" "this" {
  name         = var.name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = var.partition_key.name
  range_key    = one(var.sort_key[*].name)

  deletion_protection_enabled = var.tier == "prod"

  dynamic "attribute" {
    for_each = local.attributes

    content {
      name = attribute.key
      type = attribute.value[0]
    }
  }

  dynamic "global_secondary_index" {
    for_each = var.indexes

    content {
      name            = global_secondary_index.key
      projection_type = global_secondary_index.value.projection == "all" ? "ALL" : "KEYS_ONLY"

      key_schema {
        attribute_name = global_secondary_index.value.partition_key.name
        key_type       = "HASH"
      }

      dynamic "key_schema" {
        for_each = global_secondary_index.value.sort_key[*].name

        content {
          attribute_name = key_schema.value
          key_type       = "RANGE"
        }
      }
    }
  }

  dynamic "ttl" {
    for_each = var.ttl_attribute[*]

    content {
      attribute_name = ttl.value
      enabled        = true
    }
  }

  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = var.tier == "prod" ? 35 : 7
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = one(var.encryption[*].key_arn)
  }
}
