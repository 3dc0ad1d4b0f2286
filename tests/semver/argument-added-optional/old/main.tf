variable "x" {
  type    = any
  default = {}
}

resource "terraform_data" "a" {
}
