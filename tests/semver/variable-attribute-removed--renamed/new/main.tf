variable "x" {
  type = object({ name = string, zones_ids = optional(list(string), []) })
}
output "x" {
  value = var.x
}
