variable "x" {
  type      = string
  sensitive = true
}
resource "terraform_data" "this" {
  input = var.x
}
output "id" {
  value = terraform_data.this.id
}
