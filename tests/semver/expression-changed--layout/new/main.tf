variable "x" {
  type    = string
  default = "x"
}

variable "other" {
  type    = string
  default = null
}

locals {
  name = "${var.x}-b"
}

resource "terraform_data" "a" {
  # Why.
  input = [
    (var.x),
    local.name,
  ]
}

resource "terraform_data" "b" {
  input = var.other == null ? "${var.x}" : var.other
  # A comment.
}

resource "terraform_data" "c" {
  input = lower(var.x)
}
