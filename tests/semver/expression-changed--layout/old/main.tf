variable "x" {
  type    = string
  default = "x"
}

resource "terraform_data" "a" {
  input = [var.x, "${var.x}-b"]
}

resource "terraform_data" "b" {
  input = var.x
}

resource "terraform_data" "c" {
  input = var.x
}
