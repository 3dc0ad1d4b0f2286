variable "name" {
  type        = string
  description = "Name of the key, which its alias carries, for example payments."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", var.name)) && length(var.name) <= 60
    error_message = "Write name with lower-case letters, digits and single hyphens, starting with a letter, 60 characters at most."
  }

  validation {
    condition     = !startswith(var.name, "aws-")
    error_message = "Choose a name that does not start with \"aws-\", which reads like a key of AWS."
  }
}

variable "tier" {
  type        = string
  description = "How much what the key encrypts is worth: a deleted key can be called back for 30 days in prod and 7 days in dev."
  default     = "prod"
  nullable    = false

  validation {
    condition     = contains(["dev", "prod"], var.tier)
    error_message = "Write tier as \"dev\" or \"prod\"."
  }
}

variable "rotation_period_days" {
  type        = number
  description = "Days after which KMS puts new key material in place of the old, 90 to 365."
  default     = 365
  nullable    = false

  validation {
    condition     = var.rotation_period_days >= 90 && var.rotation_period_days <= 365 && floor(var.rotation_period_days) == var.rotation_period_days
    error_message = "Write rotation_period_days as a whole number from 90 to 365."
  }
}

variable "services" {
  type        = set(string)
  description = "AWS services that encrypt with the key on their own account: logs, alarms to topics, events and topics to queues, bucket notifications."
  default     = ["cloudwatch", "events", "logs", "s3", "sns"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.services, ["cloudwatch", "events", "logs", "s3", "sns"])) == 0
    error_message = "Choose services from cloudwatch, events, logs, s3 and sns; other services act for a role and need no entry."
  }
}

variable "administrator_arns" {
  type        = list(string)
  description = "ARNs of the roles that administer the key; without any, the account's IAM policies decide who does."
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.administrator_arns : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*]+$", arn))])
    error_message = "Write administrator_arns as ARNs of IAM roles, without wildcards."
  }
}
