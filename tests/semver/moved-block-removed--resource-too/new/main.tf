resource "terraform_data" "c" {
  input = "x"
}

moved {
  from = terraform_data.b
  to   = terraform_data.c
}
