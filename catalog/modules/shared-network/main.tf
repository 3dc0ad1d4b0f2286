data "aws_vpc" "this" {
  state = "available"

  filter {
    name   = "tag:Name"
    values = [var.network_name]
  }

  filter {
    name   = "is-default"
    values = ["false"]
  }
}

data "aws_subnets" "public" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.this.id]
  }

  filter {
    name   = "tag:Name"
    values = [var.public_subnets]
  }

  filter {
    name   = "state"
    values = ["available"]
  }

  lifecycle {
    postcondition {
      condition     = length(self.ids) != 1
      error_message = "Network ${var.network_name} has one subnet named \"${var.public_subnets}\" only: a load balancer needs two at least. Correct public_subnets, or have the network extended."
    }
  }
}

data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.this.id]
  }

  filter {
    name   = "tag:Name"
    values = [var.private_subnets]
  }

  filter {
    name   = "state"
    values = ["available"]
  }

  lifecycle {
    postcondition {
      condition     = length(self.ids) >= 2
      error_message = "Network ${var.network_name} has ${length(self.ids)} subnets named \"${var.private_subnets}\" where two are needed at least. Correct private_subnets, or have the network extended."
    }
  }
}

data "aws_subnets" "isolated" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.this.id]
  }

  filter {
    name   = "tag:Name"
    values = [var.isolated_subnets]
  }

  filter {
    name   = "state"
    values = ["available"]
  }

  lifecycle {
    postcondition {
      condition     = length(self.ids) >= 2
      error_message = "Network ${var.network_name} has ${length(self.ids)} subnets named \"${var.isolated_subnets}\" where two are needed at least. Correct isolated_subnets, or have the network extended."
    }
  }
}

locals {
  # The lookup returns subnets in no order; sorted, a plan shows no change where there is none.
  public_subnet_ids   = sort(data.aws_subnets.public.ids)
  private_subnet_ids  = sort(data.aws_subnets.private.ids)
  isolated_subnet_ids = sort(data.aws_subnets.isolated.ids)
}
