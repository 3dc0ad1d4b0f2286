variable "x" {
  type = object({ a = string, b = number })
}
output "x" {
  value = var.x
}
