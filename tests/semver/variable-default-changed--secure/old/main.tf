variable "deletion_protection" {
  type    = bool
  default = false
}
output "x" {
  value = var.deletion_protection
}
