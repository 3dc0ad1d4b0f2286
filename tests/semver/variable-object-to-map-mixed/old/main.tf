variable "x" {
  type = object({ a = string, b = list(string) })
}
output "x" {
  value = var.x
}
