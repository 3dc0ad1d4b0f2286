variable "x" {
  type = string

  validation {
    condition     = contains(["small", "medium"], var.x)
    error_message = "No."
  }
}
output "x" {
  value = var.x
}
