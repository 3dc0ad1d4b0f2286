resource "aws_security_group" "this" {
  name   = "x"
  vpc_id = "vpc-0"

  ingress {
    from_port = 80
    to_port   = 80
    protocol  = "tcp"
  }
}
