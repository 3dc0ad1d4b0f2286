variable "name" {
  type = string
}

resource "terraform_data" "a" {
  input = "x"
}

resource "terraform_data" "b" {
  count = var.name == "x" ? 1 : 0

  input = "x"
}
