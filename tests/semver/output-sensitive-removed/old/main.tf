output "x" {
  value     = "a"
  sensitive = true
}
