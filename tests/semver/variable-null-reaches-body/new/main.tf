variable "x" {
  type    = string
  default = "a"
}
output "x" {
  value = var.x
}
