resource "aws_security_group" "cache" {
  name        = "${var.name}-cache"
  description = "Cache ${var.name}, which admits its clients alone."
  vpc_id      = var.network.vpc_id

  tags = { Name = "${var.name}-cache" }
}

# Whoever carries this group is a client. It is handed out in the binding.
resource "aws_security_group" "client" {
  name        = "${var.name}-cache-client"
  description = "Clients of the cache ${var.name}."
  vpc_id      = var.network.vpc_id

  tags = { Name = "${var.name}-cache-client" }
}

resource "aws_vpc_security_group_ingress_rule" "cache_from_client" {
  security_group_id            = aws_security_group.cache.id
  description                  = "Valkey from its clients."
  referenced_security_group_id = aws_security_group.client.id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}

resource "aws_vpc_security_group_egress_rule" "client_to_cache" {
  security_group_id            = aws_security_group.client.id
  description                  = "Valkey to the cache."
  referenced_security_group_id = aws_security_group.cache.id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}
