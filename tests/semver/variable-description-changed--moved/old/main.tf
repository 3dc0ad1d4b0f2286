variable "x" {
  type        = string
  description = "Name."
}
variable "y" {
  type = number
}
output "x" {
  value = var.x
}
