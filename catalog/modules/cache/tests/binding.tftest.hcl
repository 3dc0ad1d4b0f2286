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

run "lets_clients_in_and_nobody_else" {
  assert {
    condition     = aws_vpc_security_group_ingress_rule.cache_from_client.referenced_security_group_id == aws_security_group.client.id && aws_vpc_security_group_ingress_rule.cache_from_client.security_group_id == aws_security_group.cache.id
    error_message = "The cache must admit its client security group."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.cache_from_client.from_port == 6379 && aws_vpc_security_group_ingress_rule.cache_from_client.to_port == 6379 && aws_vpc_security_group_ingress_rule.cache_from_client.ip_protocol == "tcp"
    error_message = "The cache must admit Valkey alone."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.client_to_cache.referenced_security_group_id == aws_security_group.cache.id && aws_vpc_security_group_egress_rule.client_to_cache.to_port == 6379
    error_message = "A client must be able to reach the cache."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.security_group_ids == toset([aws_security_group.cache.id])
    error_message = "The cache must carry its own security group alone."
  }

  assert {
    condition     = tolist(output.binding.security_group_ids) == tolist([aws_security_group.client.id]) && length(output.binding.secrets) == 0
    error_message = "The binding must hand out the client security group, and no secret."
  }

  assert {
    condition = output.binding.environment == tomap({
      HOST        = "master.sessions.abc.euw1.cache.amazonaws.com"
      READER_HOST = "replica.sessions.abc.euw1.cache.amazonaws.com"
      PORT        = "6379"
      URL         = "rediss://master.sessions.abc.euw1.cache.amazonaws.com:6379"
      NAME        = "sessions"
      USERNAME    = "sessions-app"
    })
    error_message = "The binding must say where the cache is and who signs in."
  }

  assert {
    condition     = jsondecode(output.binding.policy_json).Statement == [{ Sid = "SignInWithIam", Effect = "Allow", Action = "elasticache:Connect", Resource = ["arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:sessions", "arn:aws:elasticache:eu-west-1:123456789012:user:sessions-app"] }]
    error_message = "A client may sign in to this cache as this user, and nothing else."
  }
}
