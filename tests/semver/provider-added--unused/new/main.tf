terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

output "x" {
  value = "a"
}
