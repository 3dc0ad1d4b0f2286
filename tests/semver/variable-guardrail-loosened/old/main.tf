variable "x" {
  type = number

  validation {
    condition     = var.x >= 7
    error_message = "No."
  }
}
output "x" {
  value = var.x
}
