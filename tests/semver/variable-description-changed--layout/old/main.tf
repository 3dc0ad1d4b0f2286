variable "x" {
  type        = string
  description = "Name."

  validation {
    condition     = contains(["a", "b"], var.x) && length(var.x) == 1
    error_message = "No."
  }
}
output "x" {
  value = var.x
}
