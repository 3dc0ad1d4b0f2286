resource "terraform_data" "a" {
  input = "x"

  lifecycle {
    replace_triggered_by = [terraform_data.b]
  }
}

resource "terraform_data" "b" {
  input = "x"
}
