variable "x" {
  type        = string
  description = "The name."
}
output "x" {
  value = var.x
}
