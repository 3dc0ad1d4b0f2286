module "it" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 6.0"
}

output "x" {
  value = "a"
}
