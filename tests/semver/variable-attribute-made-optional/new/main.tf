variable "x" {
  type = object({ a = string, b = optional(string, "p") })
}
output "x" {
  value = var.x
}
