variable "x" {
  type = object({ a = list(object({ id = number })) })
}
output "x" {
  value = var.x
}
