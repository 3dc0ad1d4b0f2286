output "x" {
  value = { host = "a" }
}
