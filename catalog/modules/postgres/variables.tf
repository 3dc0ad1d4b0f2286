variable "name" {
  type        = string
  description = "Name of the database instance and prefix of everything around it, for example payments-orders."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", var.name)) && length(var.name) <= 40
    error_message = "Write name with lower-case letters, digits and single hyphens, starting with a letter, 40 characters at most."
  }
}

variable "tier" {
  type        = string
  description = "How much the database must withstand: prod has a standby in another zone, long backups and deletion protection, dev has none of these."
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
  description = "Network to live in; the database takes its isolated subnets."
  nullable    = false
}

variable "database" {
  type        = string
  description = "Name of the database that is made inside the instance."
  default     = "app"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9_]{0,62}$", var.database)) && !contains(["postgres", "rdsadmin", "template0", "template1"], var.database)
    error_message = "Write database with lower-case letters, digits and underscores, starting with a letter, and none of postgres, rdsadmin, template0 and template1."
  }
}

variable "size" {
  type        = string
  description = "Computing power: small for a first service, medium for steady load, large for heavy queries."
  default     = "small"
  nullable    = false

  validation {
    condition     = contains(["small", "medium", "large"], var.size)
    error_message = "Write size as \"small\", \"medium\" or \"large\"."
  }
}

variable "storage_limit_gb" {
  type        = number
  description = "Size in gigabytes that the storage, which starts at 20, may grow to by itself."
  default     = 100
  nullable    = false

  validation {
    condition     = var.storage_limit_gb >= 30 && var.storage_limit_gb <= 16384 && floor(var.storage_limit_gb) == var.storage_limit_gb
    error_message = "Write storage_limit_gb as a whole number from 30 to 16384."
  }
}

variable "postgres_version" {
  type        = string
  description = "Major version of PostgreSQL; raising it upgrades the database in place, with some minutes of downtime."
  default     = "17"
  nullable    = false

  validation {
    condition     = contains(["16", "17", "18"], var.postgres_version)
    error_message = "Write postgres_version as \"16\", \"17\" or \"18\"."
  }
}

variable "backup_retention_days" {
  type        = number
  description = "Days that backups are kept, 7 to 35; left out, 35 in prod and 7 in dev."
  default     = null

  validation {
    condition     = var.backup_retention_days == null ? true : var.backup_retention_days >= 7 && var.backup_retention_days <= 35 && floor(var.backup_retention_days) == var.backup_retention_days
    error_message = "Write backup_retention_days as a whole number from 7 to 35."
  }
}

variable "encryption" {
  type = object({
    key_arn = string
  })
  description = "Customer-managed KMS key for the storage, the password, the insights and the logs; without one the services' own keys encrypt them."
  default     = null
}

variable "alarm_topic" {
  type = object({
    topic_arn = string
  })
  description = "Topic that alarms on load, storage and memory are sent to; without one there are no alarms."
  default     = null
}
