output "x" {
  value      = "a"
  deprecated = "Use y."
}
