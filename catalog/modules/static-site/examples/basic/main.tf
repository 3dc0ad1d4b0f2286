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

module "docs" {
  source = "../.."

  name            = "payments-docs"
  domain          = "docs.example.com"
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-4e5f-6789-0abc-def012345678"
}

output "url" {
  description = "Address of the site."
  value       = module.docs.url
}

output "deploy_policy_json" {
  description = "What the deployment pipeline may do."
  value       = module.docs.deploy_policy_json
}
