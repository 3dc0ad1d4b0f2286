variable "x" {
  type = object({ name = string, zones = list(object({ id = string, size = optional(number, 1) })), tags = list(string) })
}
output "x" {
  value = var.x
}
