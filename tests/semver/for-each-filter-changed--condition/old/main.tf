variable "names" {
  type    = map(string)
  default = { a = "1" }
}

variable "create" {
  type    = bool
  default = true
}

variable "more" {
  type    = bool
  default = true
}

resource "terraform_data" "a" {
  for_each = var.create ? var.names : {}

  input = each.key
}
