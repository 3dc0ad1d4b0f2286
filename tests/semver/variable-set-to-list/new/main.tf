variable "x" {
  type = list(string)
}
output "x" {
  value = join(",", var.x)
}
