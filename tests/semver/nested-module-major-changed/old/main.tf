module "it" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.1"
}

output "x" {
  value = "a"
}
