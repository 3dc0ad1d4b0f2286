locals {
  # A public service speaks HTTPS whether or not the certificate's ARN is known yet.
  https  = local.public ? true : var.certificate_arn != null
  scheme = local.https ? "https" : "http"

  listener_port = local.https ? 443 : 80

  target_groups = toset(local.balanced ? local.blue_green ? ["blue", "green"] : ["blue"] : [])
}

resource "aws_lb" "this" {
  count = local.balanced ? 1 : 0

  name                       = var.name
  load_balancer_type         = "application"
  internal                   = !local.public
  subnets                    = local.public ? var.network.public_subnet_ids : var.network.private_subnet_ids
  security_groups            = aws_security_group.balancer[*].id
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "defensive"
  enable_deletion_protection = { dev = false, prod = true }[var.tier]
}

resource "aws_lb_target_group" "this" {
  for_each = local.target_groups

  # A new group is made before the old one goes, so the name cannot be fixed.
  name_prefix          = "${substr(replace(var.name, "-", ""), 0, 5)}-"
  vpc_id               = var.network.vpc_id
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = var.port
  deregistration_delay = 30

  health_check {
    path                = var.health_check_path
    matcher             = "200-399"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  tags = { Name = "${var.name}-${each.key}" }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "this" {
  count = local.balanced ? 1 : 0

  load_balancer_arn = aws_lb.this[0].arn
  port              = local.listener_port
  protocol          = local.https ? "HTTPS" : "HTTP"
  certificate_arn   = var.certificate_arn
  ssl_policy        = local.https ? "ELBSecurityPolicy-TLS13-1-2-Res-2021-06" : null

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "no such service"
      status_code  = "404"
    }
  }
}

# A rule and not the listener's default action, because a blue-green deployment moves a rule.
resource "aws_lb_listener_rule" "this" {
  count = local.balanced ? 1 : 0

  listener_arn = aws_lb_listener.this[0].arn
  priority     = 1

  action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = local.target_groups

        content {
          arn    = aws_lb_target_group.this[target_group.value].arn
          weight = target_group.value == "blue" ? 100 : 0
        }
      }
    }
  }

  condition {
    path_pattern {
      values = ["/*"]
    }
  }

  lifecycle {
    # ECS moves the weights when it deploys.
    ignore_changes       = [action]
    replace_triggered_by = [aws_lb_target_group.this["blue"].id]
  }
}

resource "aws_lb_listener" "redirect" {
  count = local.public ? 1 : 0

  load_balancer_arn = aws_lb.this[0].arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}

# ECS moves traffic between the target groups in this role.
resource "aws_iam_role" "balancing" {
  count = local.blue_green ? 1 : 0

  name = "${var.name}-balancing"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "balancing" {
  count = local.blue_green ? 1 : 0

  role       = aws_iam_role.balancing[0].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
}
