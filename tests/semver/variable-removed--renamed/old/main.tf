variable "instance_size" {
  type    = string
  default = "a"
}
output "x" {
  value = var.instance_size
}
