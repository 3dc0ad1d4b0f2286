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

run "provides_the_network_that_was_found" {
  command = plan

  assert {
    condition     = output.network.vpc_id == "vpc-0a1b2c3d" && output.network.cidr_block == "10.40.0.0/16"
    error_message = "The network output must name the VPC that was found and its range."
  }

  assert {
    condition     = tolist(output.network.private_subnet_ids) == tolist(["subnet-1", "subnet-2", "subnet-3"])
    error_message = "The subnets must come in a fixed order."
  }
}

run "accepts_a_network_without_public_subnets" {
  command = plan

  override_data {
    target = data.aws_subnets.public
    values = {
      ids = []
    }
  }

  assert {
    condition     = length(output.network.public_subnet_ids) == 0
    error_message = "A network that faces no internet must do."
  }
}
