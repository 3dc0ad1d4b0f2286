variable "x" {
  type = tuple([string])
}
output "x" {
  value = var.x
}
