variable "x" {
  type    = any
  default = {}
}

resource "aws_security_group" "this" {
  name   = "x"
  vpc_id = "vpc-0"

  dynamic "ingress" {
    for_each = try(var.x.ports, [])

    content {
      from_port = ingress.value
      to_port   = ingress.value
      protocol  = "tcp"
    }
  }
}
