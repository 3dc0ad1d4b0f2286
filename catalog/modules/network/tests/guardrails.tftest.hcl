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

run "keeps_the_network_closed_by_default" {
  command = plan

  assert {
    condition     = length(aws_default_security_group.this.ingress) == 0 && length(aws_default_security_group.this.egress) == 0
    error_message = "The default security group must have no rule."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.public : subnet.map_public_ip_on_launch == false])
    error_message = "A public subnet must not hand out public addresses."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.private : subnet.map_public_ip_on_launch == false])
    error_message = "A private subnet must not hand out public addresses."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.isolated : subnet.map_public_ip_on_launch == false])
    error_message = "An isolated subnet must not hand out public addresses."
  }

  assert {
    condition     = length(aws_route_table.isolated.route) == 0
    error_message = "No route may lead out of the isolated subnets."
  }

  assert {
    condition     = sort(keys(aws_route_table_association.isolated)) == tolist(["a", "b", "c"])
    error_message = "Every isolated subnet must use the isolated route table."
  }
}

run "spreads_over_three_zones" {
  command = plan

  assert {
    condition     = [for key in ["a", "b", "c"] : aws_subnet.public[key].availability_zone] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    error_message = "The public subnets must lie in three zones."
  }

  assert {
    condition     = [for key in ["a", "b", "c"] : aws_subnet.private[key].availability_zone] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    error_message = "The private subnets must lie in three zones."
  }

  assert {
    condition     = [for key in ["a", "b", "c"] : aws_subnet.isolated[key].availability_zone] == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    error_message = "The isolated subnets must lie in three zones."
  }

  assert {
    condition     = aws_vpc.this.enable_dns_support == true && aws_vpc.this.enable_dns_hostnames == true
    error_message = "Names must resolve inside the network."
  }
}

run "records_all_traffic" {
  command = plan

  assert {
    condition     = aws_flow_log.this.traffic_type == "ALL" && aws_flow_log.this.max_aggregation_interval == 60
    error_message = "Flow logs must record accepted and rejected traffic, minute by minute."
  }

  assert {
    condition     = aws_flow_log.this.log_destination_type == "cloud-watch-logs"
    error_message = "Flow logs must go to the module's log group."
  }

  assert {
    condition     = jsondecode(aws_iam_role.flow.assume_role_policy).Statement[0].Principal.Service == "vpc-flow-logs.amazonaws.com"
    error_message = "Only the flow log service may take the role."
  }

  assert {
    condition     = jsondecode(aws_iam_role.flow.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] == "123456789012"
    error_message = "The flow log service may take the role for this account alone."
  }
}

run "keeps_traffic_to_s3_and_dynamodb_inside" {
  command = plan

  assert {
    condition     = sort(keys(aws_vpc_endpoint.gateway)) == tolist(["dynamodb", "s3"])
    error_message = "S3 and DynamoDB must be reached through gateway endpoints."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.gateway : endpoint.vpc_endpoint_type == "Gateway"])
    error_message = "The endpoints of S3 and DynamoDB must be free gateway endpoints."
  }

  assert {
    condition     = aws_vpc_endpoint.gateway["s3"].service_name == "com.amazonaws.eu-west-1.s3"
    error_message = "The endpoint must serve S3 of the network's region."
  }
}
