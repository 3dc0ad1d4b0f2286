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

run "follows_the_inputs" {
  command = plan

  variables {
    size                  = "large"
    storage_limit_gb      = 500
    database              = "orders"
    postgres_version      = "18"
    backup_retention_days = 14
    alarm_topic           = { topic_arn = "arn:aws:sns:eu-west-1:123456789012:alarms" }
  }

  assert {
    condition     = aws_db_instance.this.instance_class == "db.r7g.2xlarge" && aws_db_instance.this.max_allocated_storage == 500 && aws_db_instance.this.db_name == "orders"
    error_message = "Size, storage limit and database name must reach the instance."
  }

  assert {
    condition     = aws_db_instance.this.engine_version == "18" && aws_db_parameter_group.this.family == "postgres18"
    error_message = "The version must reach the instance and its parameter group."
  }

  assert {
    condition     = aws_db_instance.this.backup_retention_period == 14
    error_message = "A given retention must be used."
  }

  assert {
    condition     = sort(keys(aws_cloudwatch_metric_alarm.this)) == tolist(["cpu", "memory", "storage"])
    error_message = "With a topic there must be alarms on processor, memory and storage."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:alarms"])])
    error_message = "Alarms must be sent to the topic."
  }
}

run "has_no_alarms_without_a_topic" {
  command = plan

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 0
    error_message = "Without a topic there must be no alarms."
  }
}

run "refuses_values_out_of_bounds" {
  command = plan

  variables {
    name                  = "1-orders"
    tier                  = "test"
    size                  = "db.t4g.micro"
    database              = "rdsadmin"
    storage_limit_gb      = 20
    postgres_version      = "9"
    backup_retention_days = 1
  }

  expect_failures = [var.name, var.tier, var.size, var.database, var.storage_limit_gb, var.postgres_version, var.backup_retention_days]
}
