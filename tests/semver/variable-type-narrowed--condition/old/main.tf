variable "x" {
  type = string
}
resource "terraform_data" "a" {
  input = var.x ? 1 : 2
}
