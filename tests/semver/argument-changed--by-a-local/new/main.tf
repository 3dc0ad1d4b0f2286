locals {
  x = "y"
}

resource "terraform_data" "a" {
  input = local.x
}
