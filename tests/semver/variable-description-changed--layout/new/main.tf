variable "x" {
  type        = string
  description = "The name."

  validation {
    condition     = length(var.x) == 1
    error_message = "No."
  }

  validation {
    condition = contains([
      "a",
      "b",
    ], var.x)
    error_message = "No."
  }
}
output "x" {
  value = var.x
}
