output "x" {
  value = templatefile("${path.module}/files/a.tpl", {})
}
