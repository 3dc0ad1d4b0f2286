output "none" {
  value = "x"
}
