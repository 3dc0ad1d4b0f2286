variable "x" {
  type = string
}
locals {
  keys = [var.x]
}
resource "terraform_data" "this" {
  for_each = toset(local.keys)
}
