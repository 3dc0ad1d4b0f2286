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

run "prod_survives_a_zone_and_a_mistake" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.num_cache_clusters == 2 && aws_elasticache_replication_group.this.automatic_failover_enabled == true && aws_elasticache_replication_group.this.multi_az_enabled == true
    error_message = "Prod must have a standby in another zone that takes over by itself."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.snapshot_retention_limit == 7 && aws_elasticache_replication_group.this.final_snapshot_identifier == "sessions-final"
    error_message = "Prod must keep snapshots for a week and leave one behind."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 365 && aws_elasticache_replication_group.this.apply_immediately == false
    error_message = "Prod must keep logs for a year and change in the maintenance window."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.node_type == "cache.t4g.small"
    error_message = "A small prod cache must have the smallest prod node."
  }
}

run "dev_is_one_small_node" {
  command = plan

  variables {
    tier = "dev"
  }

  assert {
    condition     = aws_elasticache_replication_group.this.num_cache_clusters == 1 && aws_elasticache_replication_group.this.automatic_failover_enabled == false && aws_elasticache_replication_group.this.multi_az_enabled == false
    error_message = "Dev must be a single node."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.snapshot_retention_limit == 1 && aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "Dev must keep a snapshot for a day and logs for thirty."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.node_type == "cache.t4g.micro" && aws_elasticache_replication_group.this.apply_immediately == true
    error_message = "A small dev cache must have the smallest node and change at once."
  }
}
