resource "aws_security_group" "database" {
  name        = "${var.name}-postgres"
  description = "Database ${var.name}, which admits its clients alone."
  vpc_id      = var.network.vpc_id

  tags = { Name = "${var.name}-postgres" }
}

# Whoever carries this group is a client. It is handed out in the binding.
resource "aws_security_group" "client" {
  name        = "${var.name}-postgres-client"
  description = "Clients of the database ${var.name}."
  vpc_id      = var.network.vpc_id

  tags = { Name = "${var.name}-postgres-client" }
}

resource "aws_vpc_security_group_ingress_rule" "database_from_client" {
  security_group_id            = aws_security_group.database.id
  description                  = "PostgreSQL from its clients."
  referenced_security_group_id = aws_security_group.client.id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}

resource "aws_vpc_security_group_egress_rule" "client_to_database" {
  security_group_id            = aws_security_group.client.id
  description                  = "PostgreSQL to the database."
  referenced_security_group_id = aws_security_group.database.id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}
