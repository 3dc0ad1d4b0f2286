variable "x" {
  type = object({ name = string, zone_ids = optional(list(string), []) })
}
output "x" {
  value = var.x
}
