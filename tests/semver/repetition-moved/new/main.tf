resource "terraform_data" "a" {
  for_each = toset(["x"])

  input = "x"
}

moved {
  from = terraform_data.a[0]
  to   = terraform_data.a["x"]
}
