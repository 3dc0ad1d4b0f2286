output "x" {
  value = var.x
}
