variable "x" {
  type    = any
  default = {}
}

resource "terraform_data" "a" {
  input = try(var.x.input, null)
}
