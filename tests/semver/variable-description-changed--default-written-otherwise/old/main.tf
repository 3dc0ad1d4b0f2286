variable "x" {
  type        = number
  description = "How many."
  default     = "5"
}
output "x" {
  value = var.x
}
