variable "x" {
  type       = string
  default    = null
  deprecated = "Set size."
}
output "x" {
  value = var.x
}
