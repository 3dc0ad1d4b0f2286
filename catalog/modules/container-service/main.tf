data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

locals {
  balanced   = var.exposure != "none"
  public     = var.exposure == "public"
  blue_green = var.deployment == "blue-green"
  min_tasks  = var.tier == "prod" ? 2 : 1

  sizes = {
    small  = { cpu = 256, memory = 512 }
    medium = { cpu = 1024, memory = 2048 }
    large  = { cpu = 4096, memory = 8192 }
  }

  environment = merge(
    { for key, value in { PORT = tostring(var.port) } : key => value if local.balanced },
    [for key in keys(var.bindings) : {
      for name, value in var.bindings[key].environment : "${upper(replace(key, "-", "_"))}_${name}" => value
    }]...
  )
  secrets = merge(
    {},
    [for key in keys(var.bindings) : {
      for name, reference in var.bindings[key].secrets : "${upper(replace(key, "-", "_"))}_${name}" => reference
    }]...
  )

  # What the service sets itself wins over what a binding brings.
  all_environment = merge(local.environment, var.environment)
  all_secrets     = merge(local.secrets, var.secrets)
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/ecs/${var.name}"
  retention_in_days = var.tier == "prod" ? 365 : 30
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = local.sizes[var.size].cpu
  memory                   = local.sizes[var.size].memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  container_definitions = jsonencode([merge(
    {
      name                   = "app"
      image                  = var.image
      essential              = true
      user                   = "1000:1000"
      privileged             = false
      readonlyRootFilesystem = true
      stopTimeout            = 30

      linuxParameters = {
        initProcessEnabled = true
        capabilities       = { drop = ["ALL"] }
        # The one place that can be written to; it is memory and ends with the task.
        tmpfs = [{ containerPath = "/tmp", size = 64, mountOptions = ["nodev", "nosuid"] }]
      }

      environment = [for key in keys(local.all_environment) : {
        name  = key
        value = local.all_environment[key]
      }]
      secrets = [for key in keys(local.all_secrets) : {
        name      = key
        valueFrom = local.all_secrets[key]
      }]
      portMappings = [for port in [var.port] : {
        containerPort = port
        hostPort      = port
        protocol      = "tcp"
      } if local.balanced]

      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this.name
          awslogs-region        = data.aws_region.current.region
          awslogs-stream-prefix = "app"
          # A service goes on when CloudWatch does not answer.
          mode            = "non-blocking"
          max-buffer-size = "25m"
        }
      }
    },
    { for key, value in { command = var.command } : key => value if length(value) > 0 },
  )])
}

resource "aws_ecs_service" "this" {
  name                               = var.name
  cluster                            = aws_ecs_cluster.this.arn
  task_definition                    = aws_ecs_task_definition.this.arn
  desired_count                      = local.min_tasks
  launch_type                        = "FARGATE"
  platform_version                   = "LATEST"
  availability_zone_rebalancing      = "ENABLED"
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  enable_execute_command             = false
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"
  health_check_grace_period_seconds  = local.balanced ? 60 : null

  # An apply fails when the deployment does, instead of leaving it to be noticed.
  wait_for_steady_state = true

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  deployment_configuration {
    strategy             = local.blue_green ? "BLUE_GREEN" : "ROLLING"
    bake_time_in_minutes = local.blue_green ? 5 : null
  }

  network_configuration {
    subnets          = var.network.private_subnet_ids
    security_groups  = concat([aws_security_group.service.id], flatten([for key in keys(var.bindings) : var.bindings[key].security_group_ids]))
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = local.balanced ? ["app"] : []

    content {
      container_name   = load_balancer.value
      container_port   = var.port
      target_group_arn = aws_lb_target_group.this["blue"].arn

      dynamic "advanced_configuration" {
        for_each = local.blue_green ? ["green"] : []

        content {
          alternate_target_group_arn = aws_lb_target_group.this[advanced_configuration.value].arn
          production_listener_rule   = aws_lb_listener_rule.this[0].arn
          role_arn                   = aws_iam_role.balancing[0].arn
        }
      }
    }
  }

  lifecycle {
    # Autoscaling sets the number of tasks.
    ignore_changes = [desired_count]
  }

  # Tasks fail to start while a role may do nothing yet or no listener sends to the target group.
  depends_on = [
    aws_iam_role_policy.bindings,
    aws_iam_role_policy.execution,
    aws_iam_role_policy_attachment.balancing,
    aws_lb_listener_rule.this,
  ]
}
