terraform {
  required_version = ">= 1.15"
}

output "x" {
  value = "a"
}
