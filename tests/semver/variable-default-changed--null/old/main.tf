variable "x" {
  type    = list(string)
  default = null
}
output "x" {
  value = var.x
}
