variable "size" {
  type    = number
  default = 1
}

resource "terraform_data" "a" {
  count = var.size * 2

  input = "x"
}
