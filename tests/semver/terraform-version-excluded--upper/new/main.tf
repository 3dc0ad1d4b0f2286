terraform {
  required_version = ">= 1.5, < 1.10"
}

output "x" {
  value = "a"
}
