variable "create" {
  type    = bool
  default = false
}

resource "terraform_data" "a" {
  input = "x"
}

module "m" {
  source = "./m"

  create = var.create
}
