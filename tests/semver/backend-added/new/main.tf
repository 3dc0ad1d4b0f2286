terraform {
  backend "local" {}
}

output "x" {
  value = "a"
}
