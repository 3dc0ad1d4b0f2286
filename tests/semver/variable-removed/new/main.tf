output "size" {
  value = "small"
}
