variable "x" {
  type = string

  validation {
    condition     = can(regex("^[a-z0-9]+$", var.x))
    error_message = "No."
  }
}
output "x" {
  value = var.x
}
