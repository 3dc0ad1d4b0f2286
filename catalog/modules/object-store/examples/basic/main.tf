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

module "invoices" {
  source = "../.."

  name           = "payments-invoices"
  retention_days = 3650
}

output "binding" {
  description = "What a service that reads and writes invoices is given."
  value       = module.invoices.binding
}
