variable "x" {
  type = string
}
output "x" {
  value = "x-${var.x}"
}
