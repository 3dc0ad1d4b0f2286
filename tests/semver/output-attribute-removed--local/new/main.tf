locals {
  it = { host = "a", in = { id = "a" } }
}

output "x" {
  value = local.it
}
