module "it" {
  source = "git::https://git.acme.example/vpc.git?ref=v1.2.0"
}

output "x" {
  value = "a"
}
