module "it" {
  source = "git::https://git.acme.example/vpc.git?ref=main"
}

output "x" {
  value = "a"
}
