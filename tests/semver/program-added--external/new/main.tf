resource "terraform_data" "a" {
  input = "x"
}

data "external" "it" {
  program = ["true"]
}
