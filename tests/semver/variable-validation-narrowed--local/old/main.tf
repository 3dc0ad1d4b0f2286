variable "x" {
  type = string

  validation {
    condition     = contains(local.sizes, var.x)
    error_message = "No."
  }
}
locals {
  sizes = ["a", "b"]
}
output "x" {
  value = var.x
}
