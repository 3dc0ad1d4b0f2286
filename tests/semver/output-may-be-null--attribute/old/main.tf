variable "on" {
  type    = bool
  default = true
}

output "x" {
  value = { host = "a", port = 80 }
}
