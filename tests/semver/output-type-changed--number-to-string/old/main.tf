output "x" {
  value = 80
}
