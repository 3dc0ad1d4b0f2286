mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = {
      names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
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
      arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/payments/flow-logs"
    }
  }

  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/payments-flow-logs"
    }
  }
}

variables {
  name = "payments"
}

run "divides_the_range_without_overlap" {
  command = plan

  variables {
    cidr_block = "10.20.0.0/16"
  }

  assert {
    condition     = [for key in ["a", "b", "c"] : aws_subnet.private[key].cidr_block] == ["10.20.0.0/18", "10.20.64.0/18", "10.20.128.0/18"]
    error_message = "The private subnets must take the first three quarters."
  }

  assert {
    condition     = [for key in ["a", "b", "c"] : aws_subnet.public[key].cidr_block] == ["10.20.192.0/21", "10.20.200.0/21", "10.20.208.0/21"]
    error_message = "The public subnets must lie in the last quarter."
  }

  assert {
    condition     = [for key in ["a", "b", "c"] : aws_subnet.isolated[key].cidr_block] == ["10.20.224.0/21", "10.20.232.0/21", "10.20.240.0/21"]
    error_message = "The isolated subnets must lie in the last quarter."
  }
}

run "opens_private_services_to_the_network_alone" {
  command = plan

  variables {
    private_services = ["secretsmanager", "ecr.api"]
  }

  assert {
    condition     = sort(keys(aws_vpc_endpoint.interface)) == tolist(["ecr.api", "secretsmanager"])
    error_message = "Each private service must have an endpoint."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled == true && endpoint.vpc_endpoint_type == "Interface"])
    error_message = "An endpoint must answer under the service's own name."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.endpoints[0].cidr_ipv4 == "10.0.0.0/16" && aws_vpc_security_group_ingress_rule.endpoints[0].to_port == 443
    error_message = "The endpoints must answer inside the network alone, over HTTPS."
  }
}

run "encrypts_flow_logs_with_the_given_key" {
  command = plan

  variables {
    encryption = { key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1111" }
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow.kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/1111"
    error_message = "The flow logs must be encrypted with the given key."
  }
}

run "refuses_unsuitable_names_tiers_ranges_and_services" {
  command = plan

  variables {
    name             = "Payments"
    tier             = "staging"
    cidr_block       = "11.0.0.0/24"
    private_services = ["s3"]
  }

  expect_failures = [var.name, var.tier, var.cidr_block, var.private_services]
}

run "refuses_a_range_that_does_not_start_at_its_first_address" {
  command = plan

  variables {
    cidr_block = "10.0.1.0/16"
  }

  expect_failures = [var.cidr_block]
}

run "refuses_a_region_with_too_few_zones" {
  command = plan

  override_data {
    target = data.aws_availability_zones.available
    values = {
      names = ["eu-west-1a", "eu-west-1b"]
    }
  }

  expect_failures = [data.aws_availability_zones.available]
}
