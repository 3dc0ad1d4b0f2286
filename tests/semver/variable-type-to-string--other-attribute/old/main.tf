variable "x" {
  type = object({ port = number, name = string })
}
output "x" {
  value = var.x.name
}
resource "terraform_data" "this" {
  input = "port ${var.x.port}"
}
