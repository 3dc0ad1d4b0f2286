resource "aws_security_group" "service" {
  name        = "${var.name}-service"
  description = "Tasks of ${var.name}."
  vpc_id      = var.network.vpc_id

  tags = { Name = "${var.name}-service" }
}

resource "aws_vpc_security_group_ingress_rule" "service_from_balancer" {
  count = local.balanced ? 1 : 0

  security_group_id            = aws_security_group.service.id
  description                  = "Requests from the load balancer."
  referenced_security_group_id = aws_security_group.balancer[0].id
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
}

# Images, logs, secrets and every AWS API are reached over HTTPS. Ways to backing services come with
# the security groups of their bindings.
resource "aws_vpc_security_group_egress_rule" "service_https" {
  security_group_id = aws_security_group.service.id
  description       = "HTTPS to anywhere."
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "service_internal_http" {
  security_group_id = aws_security_group.service.id
  description       = "HTTP to internal services of the network."
  cidr_ipv4         = var.network.cidr_block
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_security_group" "balancer" {
  count = local.balanced ? 1 : 0

  name        = "${var.name}-balancer"
  description = "Load balancer of ${var.name}."
  vpc_id      = var.network.vpc_id

  tags = { Name = "${var.name}-balancer" }
}

resource "aws_vpc_security_group_ingress_rule" "balancer" {
  count = local.balanced ? 1 : 0

  security_group_id = aws_security_group.balancer[0].id
  description       = local.public ? "Requests from the internet." : "Requests from inside the network."
  cidr_ipv4         = local.public ? "0.0.0.0/0" : var.network.cidr_block
  ip_protocol       = "tcp"
  from_port         = local.listener_port
  to_port           = local.listener_port
}

resource "aws_vpc_security_group_ingress_rule" "balancer_redirect" {
  count = local.public ? 1 : 0

  security_group_id = aws_security_group.balancer[0].id
  description       = "Requests from the internet that are sent on to HTTPS."
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_vpc_security_group_egress_rule" "balancer_to_service" {
  count = local.balanced ? 1 : 0

  security_group_id            = aws_security_group.balancer[0].id
  description                  = "Requests to the tasks."
  referenced_security_group_id = aws_security_group.service.id
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
}
