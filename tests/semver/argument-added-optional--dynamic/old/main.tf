variable "x" {
  type    = any
  default = {}
}

resource "aws_security_group" "this" {
  name   = "x"
  vpc_id = "vpc-0"
}
