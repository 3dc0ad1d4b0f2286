variable "x" {
  type    = string
  default = "a"
}
output "name" {
  value = "a"
}
