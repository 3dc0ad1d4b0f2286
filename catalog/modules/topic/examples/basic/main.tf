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

module "alarms" {
  source = "../.."

  name            = "payments-alarms"
  display_name    = "Payments alarms"
  email_addresses = ["payments-oncall@example.com"]
}

output "alarm_topic" {
  description = "Where other modules send their alarms."
  value       = module.alarms.alarm_topic
}
