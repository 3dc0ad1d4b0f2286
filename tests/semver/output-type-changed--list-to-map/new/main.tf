variable "names" {
  type    = list(string)
  default = ["a"]
}

output "x" {
  value = { for name in var.names : name => name }
}
