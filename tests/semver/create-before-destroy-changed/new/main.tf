resource "terraform_data" "a" {
  input = "x"

  lifecycle {
    create_before_destroy = true
  }
}
