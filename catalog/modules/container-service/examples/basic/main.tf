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

module "api" {
  source = "../.."

  name  = "payments-api"
  tier  = "dev"
  image = "public.ecr.aws/nginx/nginx-unprivileged:1.29"

  environment = { LOG_LEVEL = "info" }

  network = {
    vpc_id              = "vpc-0a1b2c3d4e5f60718"
    cidr_block          = "10.0.0.0/16"
    public_subnet_ids   = ["subnet-0a1b2c3d4e5f60711", "subnet-0a1b2c3d4e5f60712", "subnet-0a1b2c3d4e5f60713"]
    private_subnet_ids  = ["subnet-0a1b2c3d4e5f60721", "subnet-0a1b2c3d4e5f60722", "subnet-0a1b2c3d4e5f60723"]
    isolated_subnet_ids = ["subnet-0a1b2c3d4e5f60731", "subnet-0a1b2c3d4e5f60732", "subnet-0a1b2c3d4e5f60733"]
  }
}

output "url" {
  description = "Where the service answers inside the network."
  value       = module.api.url
}
