output "x" {
  value = { port = ["80"], name = "a" }
}
