resource "terraform_data" "y" {
  input = "x"
}

moved {
  from = terraform_data.x
  to   = terraform_data.y
}
