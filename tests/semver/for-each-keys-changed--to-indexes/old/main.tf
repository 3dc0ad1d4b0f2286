variable "names" {
  type    = list(string)
  default = ["a"]
}

variable "create" {
  type    = bool
  default = true
}

resource "terraform_data" "a" {
  for_each = toset(var.names)

  input = each.key
}
