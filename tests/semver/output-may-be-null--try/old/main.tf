variable "on" {
  type    = bool
  default = true
}

output "x" {
  value = ["a"][0]
}
