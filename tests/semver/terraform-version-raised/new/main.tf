terraform {
  required_version = ">= 1.5.7"
}

output "x" {
  value = "a"
}
