variable "name" {
  type        = string
  description = "Name of the network and prefix of everything in it, for example payments-dev."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", var.name)) && length(var.name) <= 40
    error_message = "Write name with lower-case letters, digits and single hyphens, starting with a letter, 40 characters at most."
  }
}

variable "tier" {
  type        = string
  description = "How much the network must withstand: dev has one NAT gateway for all zones, prod has one per zone and keeps flow logs for a year."
  default     = "prod"
  nullable    = false

  validation {
    condition     = contains(["dev", "prod"], var.tier)
    error_message = "Write tier as \"dev\" or \"prod\"."
  }
}

variable "cidr_block" {
  type        = string
  description = "IPv4 range of the network in CIDR notation, a private range of /16 to /20."
  default     = "10.0.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.cidr_block)) && try(cidrhost(var.cidr_block, 0) == split("/", var.cidr_block)[0], false)
    error_message = "Write cidr_block as the first address of an IPv4 range and its prefix length, for example \"10.0.0.0/16\"."
  }

  validation {
    condition     = can(regex("/(16|17|18|19|20)$", var.cidr_block))
    error_message = "Choose a cidr_block between /16 and /20, so that every subnet has room."
  }

  validation {
    condition     = can(regex("^(10\\.|192\\.168\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.)", var.cidr_block))
    error_message = "Choose a cidr_block from the private ranges 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16."
  }
}

variable "private_services" {
  type        = set(string)
  description = "AWS services that are reached without leaving the network, each through an interface endpoint that costs by the hour."
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.private_services, ["ecr.api", "ecr.dkr", "events", "kms", "logs", "secretsmanager", "sns", "sqs", "ssm", "states", "sts"])) == 0
    error_message = "Choose private_services from ecr.api, ecr.dkr, events, kms, logs, secretsmanager, sns, sqs, ssm, states and sts."
  }
}

variable "encryption" {
  type = object({
    key_arn = string
  })
  description = "Customer-managed KMS key for the flow logs; without one CloudWatch encrypts them with a key of its own."
  default     = null
}
