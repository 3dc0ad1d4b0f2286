output "host" {
  value = "a"
}
