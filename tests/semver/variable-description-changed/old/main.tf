variable "x" {
  type        = string
  description = "Name."
}
output "x" {
  value = var.x
}
