variable "x" {
  type = object({
    a = string
  })
}

resource "terraform_data" "a" {
}
