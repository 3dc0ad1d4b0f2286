variable "x" {
  type = object({ a = optional(list(string), []) })
}
output "x" {
  value = var.x
}
