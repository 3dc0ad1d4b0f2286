variable "create" {
  type    = bool
  default = false
}

resource "terraform_data" "a" {
  count = var.create ? 1 : 0

  input = "x"
}
