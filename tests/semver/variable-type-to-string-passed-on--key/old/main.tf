variable "x" {
  type = bool
}
locals {
  keys = [var.x]
}
resource "terraform_data" "this" {
  for_each = toset(local.keys)
}
