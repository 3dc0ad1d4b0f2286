output "x" {
  value = { host = "a", port = 80 }
}
