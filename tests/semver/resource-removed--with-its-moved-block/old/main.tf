resource "terraform_data" "b" {
  input = "x"
}

resource "terraform_data" "x" {
  input = "x"
}

moved {
  from = terraform_data.a
  to   = terraform_data.b
}
