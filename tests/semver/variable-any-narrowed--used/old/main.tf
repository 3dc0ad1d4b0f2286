variable "x" {
  type = any
}
resource "terraform_data" "a" {
  input = upper(var.x)
}
