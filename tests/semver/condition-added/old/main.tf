variable "x" {
  type    = string
  default = "x"
}

resource "terraform_data" "a" {
  input = "x"
}
