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

run "with_a_name_alone_items_are_found_by_id" {
  command = plan

  assert {
    condition     = aws_dynamodb_table.this.hash_key == "id" && { for attribute in aws_dynamodb_table.this.attribute : attribute.name => attribute.type } == { id = "S" }
    error_message = "The partition key must be the string id."
  }

  assert {
    condition     = length(aws_dynamodb_table.this.global_secondary_index) == 0 && length(aws_dynamodb_table.this.ttl) == 0
    error_message = "With a name alone there must be no index, and nothing must expire."
  }
}

run "keys_are_typed_and_shared_between_indexes" {
  command = plan

  variables {
    partition_key = { name = "customer_id" }
    sort_key      = { name = "placed_at", type = "number" }
    ttl_attribute = "expires_at"
    indexes = {
      by-status = {
        partition_key = { name = "status" }
        sort_key      = { name = "placed_at", type = "number" }
        projection    = "keys"
      }
      by-digest = {
        partition_key = { name = "digest", type = "binary" }
      }
    }
  }

  assert {
    condition     = aws_dynamodb_table.this.hash_key == "customer_id" && aws_dynamodb_table.this.range_key == "placed_at"
    error_message = "The table's keys must be the inputs'."
  }

  assert {
    condition     = { for attribute in aws_dynamodb_table.this.attribute : attribute.name => attribute.type } == { customer_id = "S", placed_at = "N", status = "S", digest = "B" }
    error_message = "Each key must be declared once, with its type."
  }

  assert {
    condition = {
      for index in aws_dynamodb_table.this.global_secondary_index :
      index.name => join(" ", concat([index.projection_type], [for key in index.key_schema : "${key.attribute_name}:${key.key_type}"]))
      } == {
      by-status = "KEYS_ONLY status:HASH placed_at:RANGE"
      by-digest = "ALL digest:HASH"
    }
    error_message = "Each index must have its keys and its projection."
  }

  assert {
    condition     = one(aws_dynamodb_table.this.ttl).attribute_name == "expires_at" && one(aws_dynamodb_table.this.ttl).enabled == true
    error_message = "Items must expire by the given attribute."
  }
}

run "inputs_out_of_range_are_refused" {
  command = plan

  variables {
    name          = "Orders"
    tier          = "staging"
    partition_key = { name = "id", type = "S" }
    ttl_attribute = "expires at"
    access        = "write"
  }

  expect_failures = [
    var.name,
    var.tier,
    var.partition_key,
    var.ttl_attribute,
    var.access,
  ]
}

run "a_sort_key_of_an_unknown_type_is_refused" {
  command = plan

  variables {
    sort_key = { name = "placed_at", type = "date" }
  }

  expect_failures = [var.sort_key]
}

run "one_attribute_cannot_be_both_keys" {
  command = plan

  variables {
    sort_key = { name = "id" }
  }

  expect_failures = [var.sort_key]
}

run "an_index_of_an_unknown_type_or_projection_is_refused" {
  command = plan

  variables {
    indexes = {
      by-status = {
        partition_key = { name = "status", type = "text" }
        projection    = "some"
      }
    }
  }

  expect_failures = [var.indexes]
}

run "an_attribute_with_two_types_is_refused" {
  command = plan

  variables {
    indexes = {
      by-id = { partition_key = { name = "id", type = "number" } }
    }
  }

  expect_failures = [var.indexes]
}

run "an_index_without_a_proper_name_is_refused" {
  command = plan

  variables {
    indexes = {
      "by status" = { partition_key = { name = "status" } }
    }
  }

  expect_failures = [var.indexes]
}
