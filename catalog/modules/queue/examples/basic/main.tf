terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

module "orders" {
  source = "../.."

  name                       = "payments-orders"
  visibility_timeout_seconds = 300

  subscriptions = {
    checkout = { topic_arn = "arn:aws:sns:eu-west-1:123456789012:checkout-orders" }
  }

  alarm_topic = { topic_arn = "arn:aws:sns:eu-west-1:123456789012:payments-alarms" }
}

output "binding" {
  description = "What a service that sends and receives orders is given."
  value       = module.orders.binding
}
