resource "null_resource" "other" {}

resource "terraform_data" "a" {
}

moved {
  from = null_resource.a
  to   = terraform_data.a
}
