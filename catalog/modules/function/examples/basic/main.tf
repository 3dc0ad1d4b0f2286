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

module "resize_images" {
  source = "../.."

  name            = "media-resize-images"
  package         = "s3://acme-artifacts/resize-images/1.4.0.zip"
  runtime         = "nodejs24.x"
  handler         = "index.handler"
  size            = "medium"
  timeout_seconds = 60

  network = {
    vpc_id              = "vpc-0a1b2c3d4e5f67890"
    cidr_block          = "10.0.0.0/16"
    public_subnet_ids   = ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"]
    private_subnet_ids  = ["subnet-0a1b2c3d4e5f60011", "subnet-0a1b2c3d4e5f60012"]
    isolated_subnet_ids = ["subnet-0a1b2c3d4e5f60021", "subnet-0a1b2c3d4e5f60022"]
  }

  event_sources = {
    uploads = {
      queue_arn = "arn:aws:sqs:eu-west-1:123456789012:media-uploads"
      policy_json = jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Effect   = "Allow"
            Action   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
            Resource = ["arn:aws:sqs:eu-west-1:123456789012:media-uploads"]
          },
        ]
      })
    }
  }
}

output "alias_arn" {
  description = "What to invoke."
  value       = module.resize_images.alias_arn
}
