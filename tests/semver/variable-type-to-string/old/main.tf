variable "x" {
  type = number
}

resource "terraform_data" "this" {
  input = "port ${var.x}"
}
