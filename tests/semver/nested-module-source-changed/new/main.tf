module "it" {
  source  = "registry.acme.example/platform/vpc/aws"
  version = "~> 5.1"
}

output "x" {
  value = "a"
}
