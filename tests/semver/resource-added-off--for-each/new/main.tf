variable "names" {
  type    = set(string)
  default = []
}

resource "terraform_data" "a" {
  input = "x"
}

resource "terraform_data" "b" {
  for_each = { for name in var.names : name => upper(name) }

  input = each.value
}
