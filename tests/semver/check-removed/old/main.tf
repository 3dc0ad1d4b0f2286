resource "terraform_data" "a" {
  input = "x"
}

check "it" {
  assert {
    condition     = terraform_data.a.output == "x"
    error_message = "It is not x."
  }
}
