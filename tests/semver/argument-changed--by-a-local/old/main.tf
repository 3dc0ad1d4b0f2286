locals {
  x = "x"
}

resource "terraform_data" "a" {
  input = local.x
}
