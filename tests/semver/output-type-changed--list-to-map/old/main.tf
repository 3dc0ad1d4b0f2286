variable "names" {
  type    = list(string)
  default = ["a"]
}

output "x" {
  value = var.names
}
