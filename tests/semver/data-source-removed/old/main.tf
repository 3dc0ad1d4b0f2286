resource "terraform_data" "a" {
  input = "x"
}

data "aws_region" "current" {}
