mock_provider "aws" {
  mock_resource "aws_elasticache_replication_group" {
    defaults = {
      arn                      = "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:sessions"
      primary_endpoint_address = "master.sessions.abc.euw1.cache.amazonaws.com"
      reader_endpoint_address  = "replica.sessions.abc.euw1.cache.amazonaws.com"
    }
  }

  mock_resource "aws_elasticache_user" {
    defaults = {
      arn = "arn:aws:elasticache:eu-west-1:123456789012:user:sessions-app"
    }
  }
}

variables {
  name = "sessions"

  network = {
    vpc_id              = "vpc-1"
    cidr_block          = "10.0.0.0/16"
    public_subnet_ids   = ["subnet-p1", "subnet-p2", "subnet-p3"]
    private_subnet_ids  = ["subnet-a1", "subnet-a2", "subnet-a3"]
    isolated_subnet_ids = ["subnet-i1", "subnet-i2", "subnet-i3"]
  }
}

run "is_private_and_encrypted" {
  command = plan

  assert {
    condition     = aws_elasticache_subnet_group.this.subnet_ids == toset(["subnet-i1", "subnet-i2", "subnet-i3"])
    error_message = "The cache must live in the isolated subnets."
  }

  assert {
    condition     = tobool(aws_elasticache_replication_group.this.at_rest_encryption_enabled) == true
    error_message = "The data must be encrypted at rest."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_enabled == true && aws_elasticache_replication_group.this.transit_encryption_mode == "required"
    error_message = "The cache must refuse connections without TLS."
  }
}

run "signs_in_with_iam" {
  command = plan

  assert {
    condition     = aws_elasticache_user.this.authentication_mode[0].type == "iam" && aws_elasticache_user.this.user_id == "sessions-app" && aws_elasticache_user.this.user_name == "sessions-app"
    error_message = "Clients must sign in with IAM, which wants one name for user and id."
  }

  assert {
    condition     = aws_elasticache_user.this.access_string == "on ~* &* +@all -@dangerous +info"
    error_message = "Commands that flush, list or reconfigure the cache must be closed to clients."
  }

  assert {
    condition     = aws_elasticache_user_group.this.user_ids == toset(["sessions-app"]) && aws_elasticache_user_group.this.engine == "valkey" && aws_elasticache_user.this.engine == "valkey"
    error_message = "Nobody but the IAM user may be in the user group."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.user_group_ids == toset(["sessions"])
    error_message = "The cache must know its users."
  }
}

run "upgrades_and_logs" {
  command = plan

  assert {
    condition     = tobool(aws_elasticache_replication_group.this.auto_minor_version_upgrade) == true && aws_elasticache_replication_group.this.engine == "valkey"
    error_message = "Patches of Valkey must be installed by themselves."
  }

  assert {
    condition     = { for delivery in aws_elasticache_replication_group.this.log_delivery_configuration : delivery.log_type => "${delivery.destination_type} ${delivery.destination} ${delivery.log_format}" } == { engine-log = "cloudwatch-logs /elasticache/sessions json", slow-log = "cloudwatch-logs /elasticache/sessions json" }
    error_message = "Slow commands and the engine's own messages must be logged."
  }
}
