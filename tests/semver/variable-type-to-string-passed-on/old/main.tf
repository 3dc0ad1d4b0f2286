variable "x" {
  type = number
}
output "x" {
  value = "x-${var.x}"
}
