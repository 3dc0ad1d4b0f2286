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
}

variables {
  name  = "orders"
  image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/orders:1.4.2"

  network = {
    vpc_id              = "vpc-1"
    cidr_block          = "10.0.0.0/16"
    public_subnet_ids   = ["subnet-p1", "subnet-p2", "subnet-p3"]
    private_subnet_ids  = ["subnet-a1", "subnet-a2", "subnet-a3"]
    isolated_subnet_ids = ["subnet-i1", "subnet-i2", "subnet-i3"]
  }
}

run "prod_outlives_a_task" {
  command = plan

  assert {
    condition     = aws_ecs_service.this.desired_count == 2 && aws_appautoscaling_target.this.min_capacity == 2
    error_message = "Prod must run two tasks at least."
  }

  assert {
    condition     = aws_lb.this[0].enable_deletion_protection == true
    error_message = "In prod the load balancer must be protected against deletion."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.retention_in_days == 365
    error_message = "Prod must keep logs for a year."
  }
}

run "dev_runs_one_task" {
  command = plan

  variables {
    tier = "dev"
  }

  assert {
    condition     = aws_ecs_service.this.desired_count == 1 && aws_appautoscaling_target.this.min_capacity == 1
    error_message = "Dev must run one task."
  }

  assert {
    condition     = aws_lb.this[0].enable_deletion_protection == false && aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "Dev must be easy to remove and keep logs for thirty days."
  }
}
