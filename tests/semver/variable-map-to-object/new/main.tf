variable "x" {
  type = object({ name = optional(string), owner = optional(string) })
}
output "x" {
  value = var.x
}
