module "it" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.4"
}

output "x" {
  value = "a"
}
