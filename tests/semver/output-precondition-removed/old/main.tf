variable "name" {
  type    = string
  default = "a"
}

output "x" {
  value = var.name

  precondition {
    condition     = length(var.name) < 9
    error_message = "No."
  }
}
