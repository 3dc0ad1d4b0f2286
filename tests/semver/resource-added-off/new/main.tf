variable "create" {
  type    = bool
  default = false
}

resource "terraform_data" "a" {
  input = "x"
}

resource "terraform_data" "b" {
  count = var.create ? 1 : 0

  input = "x"
}
