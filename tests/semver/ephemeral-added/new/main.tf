resource "terraform_data" "a" {
  input = "x"
}

ephemeral "random_password" "it" {
  length = 20
}
