variable "x" {
  type = object({ a = string })
}
output "x" {
  value = var.x
}
