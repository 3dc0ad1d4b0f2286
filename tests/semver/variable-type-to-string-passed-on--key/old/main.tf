variable "x" {
  type = number
}
locals {
  keys = { (var.x) = true }
}
resource "terraform_data" "this" {
  for_each = local.keys
}
