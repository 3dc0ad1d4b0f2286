variable "x" {
  type    = string
  default = "x"
}

resource "terraform_data" "a" {
  for_each = { for k, v in { a = var.x, b = var.x } : k => v if var.x != "" }

  input = each.value
}
