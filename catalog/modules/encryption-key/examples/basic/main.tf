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

module "key" {
  source = "../.."

  name = "payments-dev"
  tier = "dev"
}

output "encryption" {
  description = "Pass this to every module that accepts encryption."
  value       = module.key.encryption
}
