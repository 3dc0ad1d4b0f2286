variable "x" {
  type = object({ a = optional(string, "p") })
}
output "x" {
  value = var.x
}
