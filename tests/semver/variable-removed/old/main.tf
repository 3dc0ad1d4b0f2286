variable "size" {
  type    = string
  default = "small"
}

output "size" {
  value = "small"
}
