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

run "a_worker_has_no_load_balancer" {
  command = plan

  variables {
    exposure    = "none"
    image       = "public.ecr.aws/docker/library/busybox:1.37"
    alarm_topic = { topic_arn = "arn:aws:sns:eu-west-1:123456789012:alarms" }
  }

  assert {
    condition     = length(aws_lb.this) == 0 && length(aws_lb_listener.this) == 0 && length(aws_lb_target_group.this) == 0 && length(aws_security_group.balancer) == 0
    error_message = "A worker must have no load balancer."
  }

  assert {
    condition     = length(aws_ecs_service.this.load_balancer) == 0 && length(aws_vpc_security_group_ingress_rule.service_from_balancer) == 0
    error_message = "A worker must admit nobody."
  }

  assert {
    condition     = length(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].portMappings) == 0 && length(jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment) == 0
    error_message = "A worker must have no port."
  }

  assert {
    condition     = sort(keys(aws_cloudwatch_metric_alarm.this)) == tolist(["cpu", "memory"])
    error_message = "A worker must have no alarm on answers."
  }

  assert {
    condition     = output.url == null
    error_message = "A worker must have no address."
  }
}

run "an_internal_service_with_a_certificate_speaks_https" {
  command = plan

  variables {
    certificate_arn   = "arn:aws:acm:eu-west-1:123456789012:certificate/1111"
    size              = "large"
    max_tasks         = 12
    port              = 3000
    health_check_path = "/healthz"
  }

  assert {
    condition     = aws_lb_listener.this[0].port == 443 && aws_lb_listener.this[0].protocol == "HTTPS" && length(aws_lb_listener.redirect) == 0
    error_message = "With a certificate an internal service must speak HTTPS alone."
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "4096" && aws_ecs_task_definition.this.memory == "8192" && aws_appautoscaling_target.this.max_capacity == 12
    error_message = "Size and limit must reach the task and its scaling."
  }

  assert {
    condition     = aws_lb_target_group.this["blue"].port == 3000 && aws_lb_target_group.this["blue"].health_check[0].path == "/healthz"
    error_message = "Port and health check must reach the target group."
  }
}

run "refuses_values_out_of_bounds" {
  command = plan

  variables {
    name              = "internal-Orders"
    tier              = "test"
    image             = "orders:latest"
    size              = "xl"
    max_tasks         = 1
    port              = 80
    health_check_path = "healthz"
    deployment        = "canary"
    secrets           = { token = "hunter2" }
    bindings = {
      orders-db = { environment = {}, secrets = {}, policy_json = "{}", security_group_ids = [] }
      orders_db = { environment = {}, secrets = {}, policy_json = "{}", security_group_ids = [] }
    }
  }

  expect_failures = [var.name, var.tier, var.image, var.size, var.max_tasks, var.port, var.health_check_path, var.deployment, var.secrets, var.bindings]
}

run "refuses_to_be_public_without_a_certificate" {
  command = plan

  variables {
    exposure = "public"
  }

  expect_failures = [var.certificate_arn]
}

run "refuses_to_be_public_in_a_network_without_public_subnets" {
  command = plan

  variables {
    exposure        = "public"
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1111"
    network = {
      vpc_id              = "vpc-1"
      cidr_block          = "10.0.0.0/16"
      public_subnet_ids   = []
      private_subnet_ids  = ["subnet-a1", "subnet-a2"]
      isolated_subnet_ids = ["subnet-i1", "subnet-i2"]
    }
  }

  expect_failures = [var.exposure]
}

run "refuses_secrets_in_plain_sight_and_an_unknown_exposure" {
  command = plan

  variables {
    exposure    = "open"
    environment = { DB_PASSWORD = "hunter2" }
  }

  expect_failures = [var.exposure, var.environment]
}

run "refuses_a_blue_green_worker_and_a_variable_in_both_places" {
  command = plan

  variables {
    exposure    = "none"
    deployment  = "blue-green"
    environment = { REGION = "eu" }
    secrets     = { REGION = "arn:aws:ssm:eu-west-1:123456789012:parameter/region" }
  }

  expect_failures = [var.deployment, var.secrets]
}
