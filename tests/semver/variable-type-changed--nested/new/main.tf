variable "x" {
  type = object({ a = list(object({ id = list(number) })) })
}
output "x" {
  value = var.x
}
