variable "create" {
  type = bool
}

resource "terraform_data" "x" {
  count = var.create ? 1 : 0

  input = "x"
}
