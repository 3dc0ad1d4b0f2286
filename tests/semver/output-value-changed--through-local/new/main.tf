variable "name" {
  type    = string
  default = "a"
}

locals {
  it = upper(var.name)
}

output "x" {
  value = local.it
}
