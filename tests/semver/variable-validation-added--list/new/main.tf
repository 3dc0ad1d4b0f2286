variable "x" {
  type = string

  validation {
    condition     = contains(["a", "b"], var.x)
    error_message = "No."
  }
}
output "x" {
  value = var.x
}
