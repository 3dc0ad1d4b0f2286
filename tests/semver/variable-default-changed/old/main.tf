variable "x" {
  type    = string
  default = "small"
}
output "x" {
  value = var.x
}
