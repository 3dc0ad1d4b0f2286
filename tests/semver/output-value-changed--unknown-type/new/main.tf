variable "it" {
  type    = any
  default = "a"
}

output "x" {
  value = [var.it][0]
}
