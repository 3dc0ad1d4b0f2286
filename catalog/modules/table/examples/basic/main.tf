terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.37"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

module "orders" {
  source = "../.."

  name          = "payments-orders"
  partition_key = { name = "order_id" }
  ttl_attribute = "expires_at"

  indexes = {
    by-customer = {
      partition_key = { name = "customer_id" }
      sort_key      = { name = "placed_at", type = "number" }
    }
  }
}

output "binding" {
  description = "What a service that reads and writes orders is given."
  value       = module.orders.binding
}
