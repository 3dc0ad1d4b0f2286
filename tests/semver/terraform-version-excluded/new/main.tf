terraform {
  required_version = ">= 1.12"
}

output "x" {
  value = "a"
}
