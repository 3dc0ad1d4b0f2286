terraform {
  required_version = ">= 1.9"
}

output "x" {
  value = "a"
}
