variable "x" {
  type      = string
  ephemeral = true
}
output "x" {
  value = var.x
}
