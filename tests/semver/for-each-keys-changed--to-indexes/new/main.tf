variable "names" {
  type    = list(string)
  default = ["a"]
}

variable "create" {
  type    = bool
  default = true
}

resource "terraform_data" "a" {
  for_each = { for k, v in var.names : k => v }

  input = each.key
}
