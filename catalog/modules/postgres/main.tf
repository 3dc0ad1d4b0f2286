data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

locals {
  port = 5432

  # The database user that clients sign in as with IAM. SQL makes it once; see the README.
  iam_user = "app"

  key_arn = one(var.encryption[*].key_arn)

  instance_classes = {
    dev  = { small = "db.t4g.micro", medium = "db.t4g.medium", large = "db.m7g.large" }
    prod = { small = "db.t4g.medium", medium = "db.m7g.large", large = "db.r7g.2xlarge" }
  }
}

resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Isolated subnets for ${var.name}."
  subnet_ids  = var.network.isolated_subnet_ids
}

resource "aws_db_parameter_group" "this" {
  name_prefix = "${var.name}-"
  description = "Settings of ${var.name}."
  family      = "postgres${var.postgres_version}"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }

  lifecycle {
    # A new family is a new group, and the old one is in use until the instance has moved.
    create_before_destroy = true
  }
}

resource "aws_db_instance" "this" {
  identifier     = var.name
  engine         = "postgres"
  engine_version = var.postgres_version
  instance_class = local.instance_classes[var.tier][var.size]
  db_name        = var.database
  port           = local.port

  username                            = "dbadmin"
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = local.key_arn
  iam_database_authentication_enabled = true

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.database.id]
  publicly_accessible    = false
  ca_cert_identifier     = "rds-ca-rsa2048-g1"
  parameter_group_name   = aws_db_parameter_group.this.name

  storage_type          = "gp3"
  allocated_storage     = 20
  max_allocated_storage = var.storage_limit_gb
  storage_encrypted     = true
  kms_key_id            = local.key_arn

  multi_az                  = { dev = false, prod = true }[var.tier]
  deletion_protection       = { dev = false, prod = true }[var.tier]
  skip_final_snapshot       = { dev = true, prod = false }[var.tier]
  final_snapshot_identifier = var.tier == "prod" ? "${var.name}-final" : null
  delete_automated_backups  = { dev = true, prod = false }[var.tier]
  backup_retention_period   = var.backup_retention_days != null ? var.backup_retention_days : var.tier == "prod" ? 35 : 7
  backup_window             = "02:00-03:00"
  copy_tags_to_snapshot     = true

  auto_minor_version_upgrade  = true
  allow_major_version_upgrade = true
  maintenance_window          = "sun:03:30-sun:04:30"
  apply_immediately           = { dev = true, prod = false }[var.tier]

  performance_insights_enabled          = true
  performance_insights_retention_period = 7
  performance_insights_kms_key_id       = local.key_arn
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn
  enabled_cloudwatch_logs_exports       = ["postgresql", "upgrade"]

  # RDS would make log groups of its own, kept for ever.
  depends_on = [aws_cloudwatch_log_group.this, aws_iam_role_policy_attachment.monitoring]
}
