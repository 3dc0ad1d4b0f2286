variable "x" {
  type    = string
  default = "a"

  validation {
    condition     = contains(["a", "b"], var.x)
    error_message = "No."
  }
}
output "x" {
  value = var.x
}
