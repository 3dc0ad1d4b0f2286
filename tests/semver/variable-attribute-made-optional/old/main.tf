variable "x" {
  type = object({ a = string, b = string })
}
output "x" {
  value = var.x
}
