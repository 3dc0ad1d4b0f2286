terraform {
  required_version = ">= 1.15"
}
variable "x" {
  type       = string
  default    = null
  deprecated = "Set size instead."
}
output "x" {
  value = var.x
}
