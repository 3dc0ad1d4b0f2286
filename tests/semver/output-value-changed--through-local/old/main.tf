variable "name" {
  type    = string
  default = "a"
}

locals {
  it = var.name
}

output "x" {
  value = local.it
}
