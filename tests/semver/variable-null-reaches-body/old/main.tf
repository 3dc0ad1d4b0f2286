variable "x" {
  type     = string
  default  = "a"
  nullable = false
}
output "x" {
  value = var.x
}
