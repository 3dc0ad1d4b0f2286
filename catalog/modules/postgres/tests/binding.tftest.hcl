mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = {
      partition = "aws"
    }
  }

  mock_data "aws_region" {
    defaults = {
      region = "eu-west-1"
    }
  }

  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/orders-rds-monitoring"
    }
  }

  mock_resource "aws_db_instance" {
    defaults = {
      arn         = "arn:aws:rds:eu-west-1:123456789012:db:orders"
      address     = "orders.abc.eu-west-1.rds.amazonaws.com"
      resource_id = "db-ABCDEFGHIJKL"
      master_user_secret = [{
        kms_key_id    = "arn:aws:kms:eu-west-1:123456789012:key/1111"
        secret_arn    = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1111-AbCdEf"
        secret_status = "active"
      }]
    }
  }
}

variables {
  name = "orders"

  network = {
    vpc_id              = "vpc-1"
    cidr_block          = "10.0.0.0/16"
    public_subnet_ids   = ["subnet-p1", "subnet-p2", "subnet-p3"]
    private_subnet_ids  = ["subnet-a1", "subnet-a2", "subnet-a3"]
    isolated_subnet_ids = ["subnet-i1", "subnet-i2", "subnet-i3"]
  }
}

run "lets_clients_in_and_nobody_else" {
  variables {
    encryption = { key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1111" }
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.database_from_client.referenced_security_group_id == aws_security_group.client.id && aws_vpc_security_group_ingress_rule.database_from_client.security_group_id == aws_security_group.database.id
    error_message = "The database must admit its client security group."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.database_from_client.from_port == 5432 && aws_vpc_security_group_ingress_rule.database_from_client.to_port == 5432 && aws_vpc_security_group_ingress_rule.database_from_client.ip_protocol == "tcp"
    error_message = "The database must admit PostgreSQL alone."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.client_to_database.referenced_security_group_id == aws_security_group.database.id && aws_vpc_security_group_egress_rule.client_to_database.to_port == 5432
    error_message = "A client must be able to reach the database."
  }

  assert {
    condition     = aws_db_instance.this.vpc_security_group_ids == toset([aws_security_group.database.id])
    error_message = "The database must carry its own security group alone."
  }

  assert {
    condition     = tolist(output.binding.security_group_ids) == tolist([aws_security_group.client.id])
    error_message = "The binding must hand out the client security group."
  }

  assert {
    condition     = output.binding.environment == tomap({ HOST = "orders.abc.eu-west-1.rds.amazonaws.com", PORT = "5432", DATABASE = "app", IAM_USER = "app" })
    error_message = "The binding must say where the database is."
  }

  assert {
    condition     = output.binding.secrets == tomap({ USERNAME = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1111-AbCdEf:username::", PASSWORD = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1111-AbCdEf:password::" })
    error_message = "The binding must refer to the user and password, never hold them."
  }

  assert {
    condition     = [for statement in jsondecode(output.binding.policy_json).Statement : statement.Resource] == ["arn:aws:rds-db:eu-west-1:123456789012:dbuser:db-ABCDEFGHIJKL/app", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1111-AbCdEf", "arn:aws:kms:eu-west-1:123456789012:key/1111"]
    error_message = "The policy of a client must name the user, the secret and the key exactly."
  }

  assert {
    condition     = aws_db_instance.this.kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/1111" && aws_db_instance.this.master_user_secret_kms_key_id == aws_db_instance.this.kms_key_id && aws_db_instance.this.performance_insights_kms_key_id == aws_db_instance.this.kms_key_id
    error_message = "The given key must encrypt the storage, the password and the insights."
  }
}
