locals {
  all = { for n in var.names : lower(n) => n }
}

variable "names" {
  type    = list(string)
  default = ["a"]
}

variable "create" {
  type    = bool
  default = true
}

resource "terraform_data" "a" {
  for_each = local.all

  input = each.key
}
