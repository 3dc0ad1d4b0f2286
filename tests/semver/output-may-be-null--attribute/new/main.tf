variable "on" {
  type    = bool
  default = true
}

output "x" {
  value = { host = "a", port = var.on ? 80 : null }
}
