terraform {
  cloud {
    organization = "acme"

    workspaces {
      name = "a"
    }
  }
}

output "x" {
  value = "a"
}
