terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.94"
    }
  }
}
variable "x" {
  type      = string
  ephemeral = true
}
resource "aws_secretsmanager_secret_version" "this" {
  secret_id                = "database"
  secret_string_wo         = local.password
  secret_string_wo_version = 1
}
locals {
  password = trimspace(var.x)
}
output "password" {
  value     = local.password
  ephemeral = true
}
