variable "size" {
  type    = string
  default = null
}

output "name" {
  value = "a"
}
