variable "x" {
  type      = string
  sensitive = true
}
output "x" {
  value = var.x
}
