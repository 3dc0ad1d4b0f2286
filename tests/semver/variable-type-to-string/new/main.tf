variable "x" {
  type = string
}

resource "terraform_data" "this" {
  input = "port ${var.x}"
}
