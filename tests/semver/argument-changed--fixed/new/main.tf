variable "x" {
  type    = string
  default = "y"
}

resource "terraform_data" "a" {
  input = var.x
}
