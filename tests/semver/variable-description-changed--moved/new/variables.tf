variable "y" {
  type = number
}
variable "x" {
  type        = string
  description = "The name."
}
