variable "x" {
  type = object({ a = optional(string, "q") })
}
output "x" {
  value = var.x
}
