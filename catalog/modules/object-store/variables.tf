variable "name" {
  description = "Name of the store, 3 to 35 characters; account and region are appended to make the bucket name globally unique."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,33}[a-z0-9]$", var.name))
    error_message = "Write a name of 3 to 35 lower-case letters, digits and hyphens that starts with a letter and does not end with a hyphen, such as \"orders-files\"."
  }
}

variable "tier" {
  description = "Tier of the environment, dev or prod, which decides retention of earlier versions and protection against deletion."
  type        = string
  default     = "prod"
  nullable    = false

  validation {
    condition     = contains(["dev", "prod"], var.tier)
    error_message = "Write \"dev\" or \"prod\"."
  }
}

variable "access" {
  description = "What a service that is bound to the store may do with its objects, read-write or read-only."
  type        = string
  default     = "read-write"
  nullable    = false

  validation {
    condition     = contains(["read-write", "read-only"], var.access)
    error_message = "Write \"read-write\" or \"read-only\"."
  }
}

variable "retention_days" {
  description = "Days after which an object is removed, or null to keep objects until they are deleted."
  type        = number
  default     = null

  validation {
    condition     = var.retention_days == null || try(var.retention_days >= 1 && var.retention_days <= 3650 && floor(var.retention_days) == var.retention_days, false)
    error_message = "Write a whole number of days from 1 to 3650, or leave the input out to keep objects."
  }
}

variable "archive_after_days" {
  description = "Days after which an object moves to the cheaper Glacier Instant Retrieval class, or null to leave it where it is."
  type        = number
  default     = null

  validation {
    condition     = var.archive_after_days == null || try(var.archive_after_days >= 30 && var.archive_after_days <= 3650 && floor(var.archive_after_days) == var.archive_after_days, false)
    error_message = "Write a whole number of days from 30 to 3650, or leave the input out to archive nothing."
  }

  validation {
    # Glacier Instant Retrieval bills at least 90 days, so a shorter stay costs more than no archive at all.
    condition     = var.archive_after_days == null || var.retention_days == null || try(var.retention_days - var.archive_after_days >= 90, false)
    error_message = "Archived objects are billed for at least 90 days: write a retention_days that is at least 90 days after archive_after_days, or leave archive_after_days out."
  }
}

variable "browser_origins" {
  description = "Origins, such as https://app.example.com, whose pages may upload and download with signed URLs."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for origin in var.browser_origins : can(regex("^https://[a-z0-9.-]+(:[0-9]+)?$", origin))])
    error_message = "Write each origin as https:// and a host, without a path or a wildcard, such as \"https://app.example.com\"."
  }
}

variable "access_log_bucket" {
  description = "Name of the bucket in the same region that server access logs are written to, or null for none."
  type        = string
  default     = null

  validation {
    condition     = var.access_log_bucket == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.access_log_bucket))
    error_message = "Write the name of a bucket, such as \"acme-access-logs-eu-west-1\"."
  }
}

variable "encryption" {
  description = "Customer-managed KMS key to encrypt objects with, or null for the AWS-managed key."
  type = object({
    key_arn = string
  })
  default = null
}
