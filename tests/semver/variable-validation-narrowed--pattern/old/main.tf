variable "x" {
  type = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,40}$", var.x))
    error_message = "No."
  }
}
output "x" {
  value = var.x
}
