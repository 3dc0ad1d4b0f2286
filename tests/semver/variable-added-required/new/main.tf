variable "size" {
  type = string
}

output "name" {
  value = "a"
}
