variable "x" {
  type    = string
  default = "large"
}
output "x" {
  value = var.x
}
