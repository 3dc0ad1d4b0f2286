variable "x" {
  type  = string
  const = true
}
output "x" {
  value = var.x
}
