data "aws_availability_zones" "available" {
  state = "available"

  # Local Zones and Wavelength Zones lack most services.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }

  lifecycle {
    postcondition {
      condition     = length(self.names) >= 3
      error_message = "This region has fewer than three availability zones: choose another region for the network."
    }
  }
}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

locals {
  # The keys are fixed, so that a zone that AWS opens later never renames a subnet.
  zones     = { a = 0, b = 1, c = 2 }
  nat_zones = var.tier == "prod" ? local.zones : { a = 0 }

  # Three quarters of the range are private; the last quarter holds the public and isolated subnets.
  private_blocks  = { for key, index in local.zones : key => cidrsubnet(var.cidr_block, 2, index) }
  public_blocks   = { for key, index in local.zones : key => cidrsubnet(var.cidr_block, 5, 24 + index) }
  isolated_blocks = { for key, index in local.zones : key => cidrsubnet(var.cidr_block, 5, 28 + index) }
}

resource "aws_vpc" "this" {
  cidr_block           = var.cidr_block
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }
}

# Adopted without rules: whoever forgets a security group reaches nothing and is reached by nothing.
resource "aws_default_security_group" "this" {
  vpc_id  = aws_vpc.this.id
  ingress = []
  egress  = []

  tags = { Name = "${var.name}-default-closed" }
}

resource "aws_subnet" "public" {
  for_each = local.public_blocks

  vpc_id                  = aws_vpc.this.id
  cidr_block              = each.value
  availability_zone       = data.aws_availability_zones.available.names[local.zones[each.key]]
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-public-${each.key}" }

  lifecycle {
    # The region's list of zones may grow; a subnet stays where it was made.
    ignore_changes = [availability_zone]
  }
}

resource "aws_subnet" "private" {
  for_each = local.private_blocks

  vpc_id                  = aws_vpc.this.id
  cidr_block              = each.value
  availability_zone       = data.aws_availability_zones.available.names[local.zones[each.key]]
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-private-${each.key}" }

  lifecycle {
    ignore_changes = [availability_zone]
  }
}

resource "aws_subnet" "isolated" {
  for_each = local.isolated_blocks

  vpc_id                  = aws_vpc.this.id
  cidr_block              = each.value
  availability_zone       = data.aws_availability_zones.available.names[local.zones[each.key]]
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-isolated-${each.key}" }

  lifecycle {
    ignore_changes = [availability_zone]
  }
}
