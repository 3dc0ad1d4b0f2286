variable "name" {
  type    = string
  default = "a"
}

output "x" {
  value = var.name
}
