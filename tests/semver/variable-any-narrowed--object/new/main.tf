variable "x" {
  type = object({ a = optional(string) })
}
output "x" {
  value = var.x
}
