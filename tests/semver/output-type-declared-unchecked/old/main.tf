terraform {
  required_version = ">= 1.15"
}

variable "it" {
  type    = any
  default = "a"
}

output "x" {
  value = var.it
}
