variable "deletion_protection" {
  type    = bool
  default = true
}
output "x" {
  value = var.deletion_protection
}
