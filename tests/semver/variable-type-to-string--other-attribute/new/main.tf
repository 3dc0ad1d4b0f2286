variable "x" {
  type = object({ port = string, name = string })
}
output "x" {
  value = var.x.name
}
resource "terraform_data" "this" {
  input = "port ${var.x.port}"
}
