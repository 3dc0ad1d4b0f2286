variable "on" {
  type    = bool
  default = true
}

output "x" {
  value = try(["a"][0], null)
}
