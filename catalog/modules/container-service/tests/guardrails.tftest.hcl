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

run "confines_the_container" {
  command = plan

  assert {
    condition = jsondecode(aws_ecs_task_definition.this.container_definitions) == [{
      name                   = "app"
      image                  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/orders:1.4.2"
      essential              = true
      user                   = "1000:1000"
      privileged             = false
      readonlyRootFilesystem = true
      stopTimeout            = 30
      linuxParameters = {
        initProcessEnabled = true
        capabilities       = { drop = ["ALL"] }
        tmpfs              = [{ containerPath = "/tmp", size = 64, mountOptions = ["nodev", "nosuid"] }]
      }
      environment  = [{ name = "PORT", value = "8080" }]
      secrets      = []
      portMappings = [{ containerPort = 8080, hostPort = 8080, protocol = "tcp" }]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = "/ecs/orders"
          awslogs-region        = "eu-west-1"
          awslogs-stream-prefix = "app"
          mode                  = "non-blocking"
          max-buffer-size       = "25m"
        }
      }
    }]
    error_message = "The container must run without root, capabilities and a writable file system, and log to its own group."
  }

  assert {
    condition     = aws_ecs_task_definition.this.network_mode == "awsvpc" && aws_ecs_task_definition.this.requires_compatibilities == toset(["FARGATE"])
    error_message = "The task must run on Fargate with a network interface of its own."
  }

  assert {
    condition     = aws_ecs_service.this.enable_execute_command == false
    error_message = "Nobody may open a shell in a running task."
  }

  assert {
    condition     = aws_ecs_service.this.platform_version == "LATEST" && aws_ecs_service.this.launch_type == "FARGATE"
    error_message = "The tasks must run on the newest Fargate platform."
  }
}

run "stays_inside_the_network" {
  command = plan

  assert {
    condition     = aws_ecs_service.this.network_configuration[0].assign_public_ip == false
    error_message = "A task must have no public address."
  }

  assert {
    condition     = aws_ecs_service.this.network_configuration[0].subnets == toset(["subnet-a1", "subnet-a2", "subnet-a3"])
    error_message = "The tasks must live in the private subnets."
  }

  assert {
    condition     = aws_lb.this[0].internal == true && aws_lb.this[0].subnets == toset(["subnet-a1", "subnet-a2", "subnet-a3"])
    error_message = "Unless made public, the load balancer must be internal."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.balancer[0].cidr_ipv4 == "10.0.0.0/16" && aws_vpc_security_group_ingress_rule.balancer[0].to_port == 80
    error_message = "An internal load balancer must admit the network alone."
  }

  assert {
    condition     = aws_lb_listener.this[0].port == 80 && aws_lb_listener.this[0].protocol == "HTTP"
    error_message = "Without a certificate an internal load balancer must speak HTTP."
  }

  assert {
    condition     = aws_lb.this[0].drop_invalid_header_fields == true && aws_lb.this[0].desync_mitigation_mode == "defensive"
    error_message = "The load balancer must drop malformed requests."
  }

  assert {
    condition     = [for rule in [aws_vpc_security_group_egress_rule.service_https, aws_vpc_security_group_egress_rule.service_internal_http] : "${rule.cidr_ipv4} ${rule.ip_protocol} ${rule.from_port}-${rule.to_port}"] == ["0.0.0.0/0 tcp 443-443", "10.0.0.0/16 tcp 80-80"]
    error_message = "A task may call out over HTTPS, and over HTTP inside the network."
  }
}

run "rolls_back_what_does_not_start" {
  command = plan

  assert {
    condition     = aws_ecs_service.this.deployment_circuit_breaker[0].enable == true && aws_ecs_service.this.deployment_circuit_breaker[0].rollback == true
    error_message = "A deployment that does not start must be rolled back."
  }

  assert {
    condition     = aws_ecs_service.this.deployment_configuration[0].strategy == "ROLLING" && aws_ecs_service.this.deployment_minimum_healthy_percent == 100
    error_message = "A rolling deployment must keep all tasks running."
  }

  assert {
    condition     = aws_ecs_service.this.wait_for_steady_state == true
    error_message = "An apply must wait for the deployment."
  }

  assert {
    condition     = { for setting in aws_ecs_cluster.this.setting : setting.name => setting.value } == { containerInsights = "enabled" }
    error_message = "Container Insights must be on."
  }
}

run "speaks_https_only_to_the_internet" {
  command = plan

  variables {
    exposure        = "public"
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/1111"
  }

  assert {
    condition     = aws_lb.this[0].internal == false && aws_lb.this[0].subnets == toset(["subnet-p1", "subnet-p2", "subnet-p3"])
    error_message = "A public load balancer must live in the public subnets."
  }

  assert {
    condition     = aws_lb_listener.this[0].port == 443 && aws_lb_listener.this[0].protocol == "HTTPS" && aws_lb_listener.this[0].ssl_policy == "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
    error_message = "A public load balancer must speak TLS 1.3, or 1.2 with forward secrecy."
  }

  assert {
    condition     = aws_lb_listener.this[0].certificate_arn == "arn:aws:acm:eu-west-1:123456789012:certificate/1111"
    error_message = "The listener must carry the certificate."
  }

  assert {
    condition     = aws_lb_listener.redirect[0].port == 80 && aws_lb_listener.redirect[0].default_action[0].redirect[0].protocol == "HTTPS" && aws_lb_listener.redirect[0].default_action[0].redirect[0].port == "443" && aws_lb_listener.redirect[0].default_action[0].redirect[0].status_code == "HTTP_301"
    error_message = "HTTP must be redirected to HTTPS."
  }

  assert {
    condition     = [for rule in [aws_vpc_security_group_ingress_rule.balancer[0], aws_vpc_security_group_ingress_rule.balancer_redirect[0]] : "${rule.cidr_ipv4} ${rule.ip_protocol} ${rule.from_port}-${rule.to_port}"] == ["0.0.0.0/0 tcp 443-443", "0.0.0.0/0 tcp 80-80"]
    error_message = "The load balancer must be open for HTTPS and the redirect alone."
  }
}
