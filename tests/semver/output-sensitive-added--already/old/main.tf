resource "random_password" "a" {
  length = 8
}

output "x" {
  value = random_password.a.result
}
