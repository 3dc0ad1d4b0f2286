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

  mock_resource "aws_cloudwatch_log_group" {
    defaults = {
      arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/orders"
    }
  }

  mock_resource "aws_ecs_cluster" {
    defaults = {
      arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/orders"
    }
  }

  mock_resource "aws_ecs_task_definition" {
    defaults = {
      arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/orders:1"
    }
  }

  mock_resource "aws_lb" {
    defaults = {
      arn        = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/orders/1"
      arn_suffix = "app/orders/1"
      dns_name   = "orders-1.eu-west-1.elb.amazonaws.com"
      zone_id    = "Z32O12XQLNTSW2"
    }
  }

  mock_resource "aws_lb_target_group" {
    defaults = {
      arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/orders/1"
    }
  }

  mock_resource "aws_lb_listener" {
    defaults = {
      arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/orders/1/1"
    }
  }

  mock_resource "aws_lb_listener_rule" {
    defaults = {
      arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/orders/1/1/1"
    }
  }

  override_resource {
    target = aws_iam_role.task
    values = {
      arn = "arn:aws:iam::123456789012:role/orders-task"
    }
  }

  override_resource {
    target = aws_iam_role.execution
    values = {
      arn = "arn:aws:iam::123456789012:role/orders-execution"
    }
  }

  override_resource {
    target = aws_iam_role.balancing
    values = {
      arn = "arn:aws:iam::123456789012:role/orders-balancing"
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

run "uses_its_bindings" {
  variables {
    bindings = {
      orders-db = {
        environment        = { HOST = "orders.example", PORT = "5432" }
        secrets            = { PASSWORD = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf:password::", USERNAME = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf:username::" }
        policy_json        = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
        security_group_ids = ["sg-client"]
      }
    }
    environment = { LOG_LEVEL = "info" }
    secrets     = { API_TOKEN = "arn:aws:ssm:eu-west-1:123456789012:parameter/orders/token" }
    command     = ["serve"]
  }

  assert {
    condition     = { for variable in jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment : variable.name => variable.value } == { LOG_LEVEL = "info", ORDERS_DB_HOST = "orders.example", ORDERS_DB_PORT = "5432", PORT = "8080" }
    error_message = "The container must have its own variables and those of the binding, with the binding's prefix."
  }

  assert {
    condition     = [for secret in jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets : secret.name] == ["API_TOKEN", "ORDERS_DB_PASSWORD", "ORDERS_DB_USERNAME"]
    error_message = "What is secret must be read by ECS."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].command == ["serve"]
    error_message = "The command must replace the image's own."
  }

  assert {
    condition     = contains(aws_ecs_service.this.network_configuration[0].security_groups, "sg-client") && contains(aws_ecs_service.this.network_configuration[0].security_groups, aws_security_group.service.id)
    error_message = "The tasks must carry the client security group of the binding beside their own."
  }

  assert {
    condition     = aws_iam_role_policy.bindings["orders-db"].role == aws_iam_role.task.id && aws_iam_role_policy.bindings["orders-db"].policy == "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
    error_message = "The task role must have the policy of the binding."
  }

  assert {
    condition = { for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : statement.Sid => statement.Resource } == {
      WriteLogs         = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/orders:*"
      PullImage         = "arn:aws:ecr:eu-west-1:123456789012:repository/team/orders"
      SignInToRegistry  = "*"
      ReadSecrets       = ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf"]
      ReadParameters    = ["arn:aws:ssm:eu-west-1:123456789012:parameter/orders/token"]
      DecryptSecrets    = "arn:aws:kms:eu-west-1:123456789012:key/*"
      DecryptParameters = "arn:aws:kms:eu-west-1:123456789012:key/*"
    }
    error_message = "The execution role must reach this image, these secrets and this log group, and nothing else."
  }

  assert {
    condition     = one([for statement in jsondecode(aws_iam_role_policy.execution.policy).Statement : statement.Condition.StringEquals["kms:EncryptionContext:SecretARN"] if statement.Sid == "DecryptSecrets"]) == ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1-AbCdEf"]
    error_message = "Keys must decrypt the named secrets alone."
  }
}

run "splits_the_roles_and_admits_the_balancer_alone" {
  assert {
    condition     = aws_ecs_task_definition.this.execution_role_arn == "arn:aws:iam::123456789012:role/orders-execution" && aws_ecs_task_definition.this.task_role_arn == "arn:aws:iam::123456789012:role/orders-task"
    error_message = "What starts a task and what the task does must be two roles."
  }

  assert {
    condition     = jsondecode(aws_iam_role.task.assume_role_policy).Statement[0].Condition == { StringEquals = { "aws:SourceAccount" = "123456789012" }, ArnLike = { "aws:SourceArn" = "arn:aws:ecs:eu-west-1:123456789012:*" } }
    error_message = "ECS may take the task role for this account alone."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.service_from_balancer[0].referenced_security_group_id == aws_security_group.balancer[0].id && aws_vpc_security_group_ingress_rule.service_from_balancer[0].security_group_id == aws_security_group.service.id && aws_vpc_security_group_ingress_rule.service_from_balancer[0].to_port == 8080
    error_message = "A task must be reached through the load balancer alone."
  }

  assert {
    condition     = aws_lb.this[0].security_groups == toset([aws_security_group.balancer[0].id]) && aws_vpc_security_group_egress_rule.balancer_to_service[0].referenced_security_group_id == aws_security_group.service.id
    error_message = "The load balancer must reach the tasks."
  }

  assert {
    condition     = output.url == "http://orders-1.eu-west-1.elb.amazonaws.com" && output.role_arn == "arn:aws:iam::123456789012:role/orders-task"
    error_message = "The outputs must say where the service is and what it acts as."
  }
}

run "switches_between_two_target_groups" {
  variables {
    deployment  = "blue-green"
    alarm_topic = { topic_arn = "arn:aws:sns:eu-west-1:123456789012:alarms" }
  }

  assert {
    condition     = aws_ecs_service.this.deployment_configuration[0].strategy == "BLUE_GREEN" && tonumber(aws_ecs_service.this.deployment_configuration[0].bake_time_in_minutes) == 5
    error_message = "A blue-green deployment must leave five minutes for the way back."
  }

  assert {
    condition     = one(one(aws_ecs_service.this.load_balancer).advanced_configuration).production_listener_rule == aws_lb_listener_rule.this[0].arn && one(one(aws_ecs_service.this.load_balancer).advanced_configuration).role_arn == "arn:aws:iam::123456789012:role/orders-balancing"
    error_message = "ECS must know the rule to move and the role to move it in."
  }

  assert {
    condition     = sort(keys(aws_lb_target_group.this)) == tolist(["blue", "green"]) && sum([for group in aws_lb_listener_rule.this[0].action[0].forward[0].target_group : group.weight]) == 100
    error_message = "There must be two target groups, and one of them takes the traffic."
  }

  assert {
    condition     = sort(keys(aws_cloudwatch_metric_alarm.this)) == tolist(["cpu", "errors", "memory"])
    error_message = "With a topic there must be alarms on processor, memory and errors."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.this["errors"].dimensions == tomap({ LoadBalancer = "app/orders/1" })
    error_message = "Errors must be counted at the service's load balancer."
  }
}
