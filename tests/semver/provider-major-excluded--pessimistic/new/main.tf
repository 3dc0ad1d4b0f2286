terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 7.0"
    }
  }
}

output "x" {
  value = "a"
}
