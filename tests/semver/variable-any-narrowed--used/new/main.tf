variable "x" {
  type = string
}
resource "terraform_data" "a" {
  input = upper(var.x)
}
