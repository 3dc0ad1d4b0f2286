variable "x" {
  type = object({ a = string, b = optional(string) })
}
output "x" {
  value = var.x
}
