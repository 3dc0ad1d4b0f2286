output "x" {
  value     = sensitive("a")
  sensitive = true
}
