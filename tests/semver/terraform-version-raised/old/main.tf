terraform {
  required_version = ">= 1.3"
}

output "x" {
  value = "a"
}
