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

run "prod_has_a_nat_gateway_per_zone" {
  variables {
    tier = "prod"
  }

  assert {
    condition     = sort(keys(aws_nat_gateway.this)) == tolist(["a", "b", "c"])
    error_message = "Prod must have a NAT gateway in every zone."
  }

  assert {
    condition     = alltrue([for key, route in aws_route.private_internet : route.nat_gateway_id == aws_nat_gateway.this[key].id])
    error_message = "In prod each zone must leave through its own NAT gateway."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow.retention_in_days == 365
    error_message = "Prod must keep flow logs for a year."
  }

  assert {
    condition     = tolist(jsondecode(aws_iam_role_policy.flow.policy).Statement[0].Resource) == tolist(["arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/payments/flow-logs", "arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/payments/flow-logs:*"])
    error_message = "The flow log role may write to its own log group alone."
  }

  assert {
    condition     = length(aws_vpc_endpoint.gateway["s3"].route_table_ids) == 5
    error_message = "Every route table must know the way to S3."
  }

  assert {
    condition     = alltrue([for key in ["a", "b", "c"] : contains(output.network.private_subnet_ids, aws_subnet.private[key].id)])
    error_message = "The network output must list the private subnets."
  }

  assert {
    condition     = output.network.vpc_id == aws_vpc.this.id && output.network.cidr_block == "10.0.0.0/16"
    error_message = "The network output must name the VPC and its range."
  }

  assert {
    condition     = length(output.network.public_subnet_ids) == 3 && length(output.network.isolated_subnet_ids) == 3 && length(output.nat_public_ips) == 3
    error_message = "The outputs must list one of each per zone."
  }
}

run "dev_shares_one_nat_gateway" {
  variables {
    tier = "dev"
  }

  assert {
    condition     = sort(keys(aws_nat_gateway.this)) == tolist(["a"])
    error_message = "Dev must have a single NAT gateway."
  }

  assert {
    condition     = alltrue([for route in aws_route.private_internet : route.nat_gateway_id == aws_nat_gateway.this["a"].id])
    error_message = "In dev every zone must leave through the single NAT gateway."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow.retention_in_days == 30
    error_message = "Dev must keep flow logs for thirty days."
  }
}
