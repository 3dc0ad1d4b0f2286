variable "x" {
  type = set(string)
}
output "x" {
  value = join(",", var.x)
}
