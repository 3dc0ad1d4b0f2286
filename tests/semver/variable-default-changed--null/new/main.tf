variable "x" {
  type    = list(string)
  default = []
}
output "x" {
  value = var.x
}
