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

run "is_out_of_reach_of_the_internet" {
  command = plan

  assert {
    condition     = aws_db_instance.this.publicly_accessible == false
    error_message = "The database must have no public address."
  }

  assert {
    condition     = aws_db_subnet_group.this.subnet_ids == toset(["subnet-i1", "subnet-i2", "subnet-i3"])
    error_message = "The database must live in the isolated subnets."
  }
}

run "is_encrypted_at_rest_and_on_the_wire" {
  command = plan

  assert {
    condition     = aws_db_instance.this.storage_encrypted == true
    error_message = "The storage must be encrypted."
  }

  assert {
    condition     = { for parameter in aws_db_parameter_group.this.parameter : parameter.name => parameter.value }["rds.force_ssl"] == "1"
    error_message = "The database must refuse connections without TLS."
  }

  assert {
    condition     = aws_db_instance.this.ca_cert_identifier == "rds-ca-rsa2048-g1"
    error_message = "The server's certificate must come from a current authority."
  }
}

run "keeps_no_password_and_signs_in_with_iam" {
  command = plan

  assert {
    condition     = aws_db_instance.this.manage_master_user_password == true
    error_message = "RDS must make and rotate the administrator's password."
  }

  assert {
    condition     = aws_db_instance.this.iam_database_authentication_enabled == true
    error_message = "Clients must be able to sign in with IAM."
  }
}

run "upgrades_and_shows_what_it_does" {
  command = plan

  assert {
    condition     = aws_db_instance.this.auto_minor_version_upgrade == true
    error_message = "Minor versions must be installed by themselves."
  }

  assert {
    condition     = aws_db_instance.this.copy_tags_to_snapshot == true
    error_message = "Snapshots must carry the tags of the instance."
  }

  assert {
    condition     = aws_db_instance.this.performance_insights_enabled == true && aws_db_instance.this.performance_insights_retention_period == 7
    error_message = "Performance Insights must be on."
  }

  assert {
    condition     = aws_db_instance.this.monitoring_interval == 60
    error_message = "Enhanced monitoring must measure every minute."
  }

  assert {
    condition     = aws_db_instance.this.enabled_cloudwatch_logs_exports == toset(["postgresql", "upgrade"])
    error_message = "The logs must be exported to CloudWatch."
  }

  assert {
    condition     = { for parameter in aws_db_parameter_group.this.parameter : parameter.name => parameter.value if startswith(parameter.name, "log_") } == { log_min_duration_statement = "1000", log_statement = "ddl" }
    error_message = "Slow statements and changes of the schema must be logged."
  }

  assert {
    condition     = jsondecode(aws_iam_role.monitoring.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "RDS may take the monitoring role for this account alone."
  }
}
