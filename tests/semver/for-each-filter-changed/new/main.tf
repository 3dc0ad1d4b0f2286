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
  for_each = { for key, it in var.names : key => it.id if it.on }

  input = each.value
}
