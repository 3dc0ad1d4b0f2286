terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.9"
    }
  }
}

output "x" {
  value = "a"
}
