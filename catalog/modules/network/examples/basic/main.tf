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

module "network" {
  source = "../.."

  name             = "payments-dev"
  tier             = "dev"
  private_services = ["secretsmanager"]
}

output "network" {
  description = "Pass this to every module that requires a network."
  value       = module.network.network
}
