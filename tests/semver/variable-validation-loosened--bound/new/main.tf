variable "x" {
  type = number

  validation {
    condition     = var.x >= 1 && var.x <= 90
    error_message = "No."
  }
}
output "x" {
  value = var.x
}
