locals {
  it = { host = "a", in = { port = 80, id = "a" } }
}

output "x" {
  value = local.it
}
