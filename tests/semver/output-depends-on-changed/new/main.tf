resource "terraform_data" "a" {
  input = "a"
}

output "x" {
  value      = "a"
  depends_on = [terraform_data.a]
}
