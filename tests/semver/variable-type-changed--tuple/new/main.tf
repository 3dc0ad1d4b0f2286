variable "x" {
  type = tuple([string, string])
}
output "x" {
  value = var.x
}
