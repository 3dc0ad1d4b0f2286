terraform {
  required_version = ">= 1.10"
}

variable "token" {
  type      = string
  default   = "a"
  ephemeral = true
}

output "x" {
  value = "a"
}
