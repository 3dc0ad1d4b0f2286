variable "x" {
  type = bool
}
resource "terraform_data" "a" {
  input = var.x ? 1 : 2
}
