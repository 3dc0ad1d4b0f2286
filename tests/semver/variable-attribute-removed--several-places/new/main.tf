variable "x" {
  type = object({ zones = list(object({ id = string, size = optional(number, 2), kind = string })), tags = set(string) })
}
output "x" {
  value = var.x
}
