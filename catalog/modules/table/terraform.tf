terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source = "hashicorp/aws"
      # The first release in which key_schema of an index works.
      version = "~> 6.37"
    }
  }
}
