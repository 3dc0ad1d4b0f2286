variable "create" {
  type    = bool
  default = true
}

resource "terraform_data" "a" {
  input = "x"
}
