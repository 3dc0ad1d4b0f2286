variable "x" {
  type    = string
  default = "a"
}
output "x" {
  value = upper(var.x)
}
