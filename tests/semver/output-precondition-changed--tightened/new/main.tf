variable "name" {
  type    = string
  default = "a"
}

output "x" {
  value = var.name

  precondition {
    condition     = length(var.name) < 3
    error_message = "No."
  }
}
