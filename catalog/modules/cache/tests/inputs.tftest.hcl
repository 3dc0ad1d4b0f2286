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

run "follows_the_inputs" {
  command = plan

  variables {
    size                    = "large"
    when_full               = "refuse"
    snapshot_retention_days = 14
    encryption              = { key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1111" }
  }

  assert {
    condition     = aws_elasticache_replication_group.this.node_type == "cache.r7g.xlarge" && aws_elasticache_replication_group.this.snapshot_retention_limit == 14
    error_message = "Size and retention must reach the cache."
  }

  assert {
    condition     = { for parameter in aws_elasticache_parameter_group.this.parameter : parameter.name => parameter.value } == { maxmemory-policy = "noeviction" }
    error_message = "A full cache must refuse writes when told so."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/1111" && aws_cloudwatch_log_group.this.kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/1111"
    error_message = "The given key must encrypt the data and the logs."
  }
}

run "evicts_what_was_not_used_by_default" {
  command = plan

  assert {
    condition     = { for parameter in aws_elasticache_parameter_group.this.parameter : parameter.name => parameter.value } == { maxmemory-policy = "allkeys-lru" }
    error_message = "A full cache must make room by default."
  }
}

run "refuses_values_out_of_bounds" {
  command = plan

  variables {
    name                    = "sessions_1"
    tier                    = "test"
    size                    = "cache.t4g.micro"
    when_full               = "volatile-lru"
    snapshot_retention_days = 0
  }

  expect_failures = [var.name, var.tier, var.size, var.when_full, var.snapshot_retention_days]
}
