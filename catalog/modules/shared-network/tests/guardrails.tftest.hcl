mock_provider "aws" {
  mock_data "aws_vpc" {
    defaults = {
      id         = "vpc-0a1b2c3d"
      cidr_block = "10.40.0.0/16"
    }
  }

  mock_data "aws_subnets" {
    defaults = {
      ids = ["subnet-3", "subnet-1", "subnet-2"]
    }
  }
}

variables {
  network_name = "prod"
}

run "finds_one_vpc_by_its_exact_name" {
  command = plan

  assert {
    condition     = tomap({ for filter in data.aws_vpc.this.filter : filter.name => one(filter.values) }) == tomap({ "tag:Name" = "prod", "is-default" = "false" })
    error_message = "The VPC must be looked up by its Name tag, and must never be the account's default VPC."
  }

  assert {
    condition     = data.aws_vpc.this.state == "available"
    error_message = "The VPC must be ready for use."
  }
}

run "takes_subnets_of_that_vpc_alone" {
  command = plan

  assert {
    condition     = tomap({ for filter in data.aws_subnets.public.filter : filter.name => one(filter.values) }) == tomap({ "vpc-id" = "vpc-0a1b2c3d", "tag:Name" = "*-public-*", "state" = "available" })
    error_message = "The public subnets must be those of the VPC that carry the public name."
  }

  assert {
    condition     = tomap({ for filter in data.aws_subnets.private.filter : filter.name => one(filter.values) }) == tomap({ "vpc-id" = "vpc-0a1b2c3d", "tag:Name" = "*-private-*", "state" = "available" })
    error_message = "The private subnets must be those of the VPC that carry the private name."
  }

  assert {
    condition     = tomap({ for filter in data.aws_subnets.isolated.filter : filter.name => one(filter.values) }) == tomap({ "vpc-id" = "vpc-0a1b2c3d", "tag:Name" = "*-isolated-*", "state" = "available" })
    error_message = "The isolated subnets must be those of the VPC that carry the isolated name."
  }
}

run "refuses_a_single_private_subnet" {
  command = plan

  override_data {
    target = data.aws_subnets.private
    values = {
      ids = ["subnet-1"]
    }
  }

  expect_failures = [data.aws_subnets.private]
}

run "refuses_a_network_without_isolated_subnets" {
  command = plan

  override_data {
    target = data.aws_subnets.isolated
    values = {
      ids = []
    }
  }

  expect_failures = [data.aws_subnets.isolated]
}

run "refuses_a_single_public_subnet" {
  command = plan

  override_data {
    target = data.aws_subnets.public
    values = {
      ids = ["subnet-1"]
    }
  }

  expect_failures = [data.aws_subnets.public]
}
