output "hosts" {
  value = "a"
}
