variable "x" {
  type        = number
  description = "How many there are."
  default     = 5
}
output "x" {
  value = var.x
}
