variable "x" {
  type = object({
    a = string
    b = optional(string)
  })
}

resource "terraform_data" "a" {
  input = var.x.b
}
