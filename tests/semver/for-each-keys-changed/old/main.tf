variable "names" {
  type = map(object({
    id = string
    on = optional(bool, true)
  }))
  default = {
    "x" = {
      id = "1"
    }
  }
}

resource "terraform_data" "a" {
  for_each = { for name, it in var.names : name => it }

  input = each.value
}
