variable "name" {
  type        = string
  description = "Name of the cache and prefix of everything around it, for example payments-sessions."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", var.name)) && length(var.name) <= 32
    error_message = "Write name with lower-case letters, digits and single hyphens, starting with a letter, 32 characters at most."
  }
}

variable "tier" {
  type        = string
  description = "How much the cache must withstand: prod has a standby in another zone and a week of snapshots, dev is one node."
  default     = "prod"
  nullable    = false

  validation {
    condition     = contains(["dev", "prod"], var.tier)
    error_message = "Write tier as \"dev\" or \"prod\"."
  }
}

variable "network" {
  type = object({
    vpc_id              = string
    cidr_block          = string
    public_subnet_ids   = list(string)
    private_subnet_ids  = list(string)
    isolated_subnet_ids = list(string)
  })
  description = "Network to live in; the cache takes its isolated subnets."
  nullable    = false
}

variable "size" {
  type        = string
  description = "Memory for data: small is 0.5 GB in dev and 1.4 GB in prod, medium 3 GB and 6 GB, large 6 GB and 26 GB."
  default     = "small"
  nullable    = false

  validation {
    condition     = contains(["small", "medium", "large"], var.size)
    error_message = "Write size as \"small\", \"medium\" or \"large\"."
  }
}

variable "when_full" {
  type        = string
  description = "What happens when the memory is full: the keys that were used longest ago go (evict), or writes fail (refuse)."
  default     = "evict"
  nullable    = false

  validation {
    condition     = contains(["evict", "refuse"], var.when_full)
    error_message = "Write when_full as \"evict\" for a cache or \"refuse\" for data that must not vanish."
  }
}

variable "snapshot_retention_days" {
  type        = number
  description = "Days that daily snapshots are kept, 1 to 35; left out, 7 in prod and 1 in dev."
  default     = null

  validation {
    condition     = var.snapshot_retention_days == null ? true : var.snapshot_retention_days >= 1 && var.snapshot_retention_days <= 35 && floor(var.snapshot_retention_days) == var.snapshot_retention_days
    error_message = "Write snapshot_retention_days as a whole number from 1 to 35."
  }
}

variable "encryption" {
  type = object({
    key_arn = string
  })
  description = "Customer-managed KMS key for the data and the logs; without one the services' own keys encrypt them."
  default     = null
}
