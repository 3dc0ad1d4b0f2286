variable "instances_size" {
  type    = string
  default = "a"
}
output "x" {
  value = var.instances_size
}
