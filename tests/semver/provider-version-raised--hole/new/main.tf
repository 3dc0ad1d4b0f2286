terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0, != 5.44.0"
    }
  }
}

output "x" {
  value = "a"
}
