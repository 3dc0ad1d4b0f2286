locals {
  port    = 6379
  key_arn = one(var.encryption[*].key_arn)

  node_types = {
    dev  = { small = "cache.t4g.micro", medium = "cache.t4g.medium", large = "cache.m7g.large" }
    prod = { small = "cache.t4g.small", medium = "cache.m7g.large", large = "cache.r7g.xlarge" }
  }
}

resource "aws_elasticache_subnet_group" "this" {
  name        = var.name
  description = "Isolated subnets for ${var.name}."
  subnet_ids  = var.network.isolated_subnet_ids
}

resource "aws_elasticache_parameter_group" "this" {
  name        = "${var.name}-valkey8"
  description = "Settings of ${var.name}."
  family      = "valkey8"

  parameter {
    name  = "maxmemory-policy"
    value = var.when_full == "evict" ? "allkeys-lru" : "noeviction"
  }
}

# Signs in with IAM: there is no password to keep, leak or rotate.
resource "aws_elasticache_user" "this" {
  user_id       = "${var.name}-app"
  user_name     = "${var.name}-app"
  engine        = "valkey"
  access_string = "on ~* &* +@all -@dangerous +info"

  authentication_mode {
    type = "iam"
  }
}

# Without a user called default nobody gets in who does not sign in.
resource "aws_elasticache_user_group" "this" {
  user_group_id = var.name
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.this.user_id]
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = var.name
  description          = "Cache ${var.name}."
  engine               = "valkey"
  engine_version       = "8.1"
  node_type            = local.node_types[var.tier][var.size]
  parameter_group_name = aws_elasticache_parameter_group.this.name
  port                 = local.port

  num_cache_clusters         = var.tier == "prod" ? 2 : 1
  automatic_failover_enabled = { dev = false, prod = true }[var.tier]
  multi_az_enabled           = { dev = false, prod = true }[var.tier]

  subnet_group_name  = aws_elasticache_subnet_group.this.name
  security_group_ids = [aws_security_group.cache.id]

  at_rest_encryption_enabled = true
  kms_key_id                 = local.key_arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.this.user_group_id]

  snapshot_retention_limit  = var.snapshot_retention_days != null ? var.snapshot_retention_days : var.tier == "prod" ? 7 : 1
  snapshot_window           = "02:00-03:00"
  final_snapshot_identifier = var.tier == "prod" ? "${var.name}-final" : null

  auto_minor_version_upgrade = true
  maintenance_window         = "sun:03:30-sun:04:30"
  apply_immediately          = { dev = true, prod = false }[var.tier]

  dynamic "log_delivery_configuration" {
    for_each = toset(["engine-log", "slow-log"])

    content {
      log_type         = log_delivery_configuration.value
      log_format       = "json"
      destination_type = "cloudwatch-logs"
      destination      = aws_cloudwatch_log_group.this.name
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/elasticache/${var.name}"
  retention_in_days = var.tier == "prod" ? 365 : 30
  kms_key_id        = local.key_arn
}
