variable "x" {
  type = string

  validation {
    condition     = length(var.x) < 20
    error_message = "No."
  }
}
output "x" {
  value = var.x
}
