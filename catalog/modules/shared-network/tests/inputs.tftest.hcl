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

run "looks_for_other_names_where_told" {
  command = plan

  variables {
    private_subnets  = "app-*"
    public_subnets   = "edge-*"
    isolated_subnets = "data-*"
  }

  assert {
    condition     = contains([for filter in data.aws_subnets.private.filter : one(filter.values)], "app-*")
    error_message = "The private subnets must be looked up by the given name."
  }
}

run "refuses_names_that_match_anything" {
  command = plan

  variables {
    network_name    = "prod*"
    private_subnets = "*"
  }

  expect_failures = [var.network_name, var.private_subnets]
}

run "refuses_public_subnets_of_any_name" {
  command = plan

  variables {
    public_subnets = ""
  }

  expect_failures = [var.public_subnets]
}

run "refuses_isolated_subnets_of_any_name" {
  command = plan

  variables {
    isolated_subnets = "*"
  }

  expect_failures = [var.isolated_subnets]
}

run "refuses_one_name_for_public_and_private_subnets" {
  command = plan

  variables {
    private_subnets = "main-*"
    public_subnets  = "main-*"
  }

  expect_failures = [var.public_subnets]
}

run "refuses_one_name_for_public_and_isolated_subnets" {
  command = plan

  variables {
    public_subnets   = "main-*"
    isolated_subnets = "main-*"
  }

  expect_failures = [var.isolated_subnets]
}
