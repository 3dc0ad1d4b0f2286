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

run "prod_survives_a_zone_and_a_mistake" {
  command = plan

  assert {
    condition     = aws_db_instance.this.multi_az == true
    error_message = "Prod must have a standby in another zone."
  }

  assert {
    condition     = aws_db_instance.this.deletion_protection == true && aws_db_instance.this.skip_final_snapshot == false && aws_db_instance.this.final_snapshot_identifier == "orders-final"
    error_message = "Prod must be protected against deletion and leave a snapshot behind."
  }

  assert {
    condition     = aws_db_instance.this.backup_retention_period == 35 && aws_db_instance.this.delete_automated_backups == false
    error_message = "Prod must keep backups for 35 days, also after its end."
  }

  assert {
    condition     = aws_db_instance.this.apply_immediately == false
    error_message = "In prod changes that restart the database must wait for the maintenance window."
  }

  assert {
    condition     = alltrue([for group in aws_cloudwatch_log_group.this : group.retention_in_days == 365])
    error_message = "Prod must keep logs for a year."
  }

  assert {
    condition     = aws_db_instance.this.instance_class == "db.t4g.medium"
    error_message = "A small prod database must have the smallest prod class."
  }
}

run "dev_is_small_and_easy_to_remove" {
  command = plan

  variables {
    tier = "dev"
  }

  assert {
    condition     = aws_db_instance.this.multi_az == false && aws_db_instance.this.deletion_protection == false && aws_db_instance.this.skip_final_snapshot == true
    error_message = "Dev must have no standby and be easy to remove."
  }

  assert {
    condition     = aws_db_instance.this.backup_retention_period == 7 && aws_db_instance.this.delete_automated_backups == true
    error_message = "Dev must keep backups for seven days while it lives."
  }

  assert {
    condition     = alltrue([for group in aws_cloudwatch_log_group.this : group.retention_in_days == 30])
    error_message = "Dev must keep logs for thirty days."
  }

  assert {
    condition     = aws_db_instance.this.instance_class == "db.t4g.micro" && aws_db_instance.this.apply_immediately == true
    error_message = "A small dev database must have the smallest class and change at once."
  }
}
