variable "x" {
  type     = string
  default  = "a"
  nullable = false
}
output "x" {
  value = upper(var.x)
}
