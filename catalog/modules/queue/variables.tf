variable "name" {
  description = "Name of the queue, 2 to 64 characters; the dead-letter queue is named after it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,62}[a-z0-9]$", var.name))
    error_message = "Write a name of 2 to 64 lower-case letters, digits and hyphens that starts with a letter and does not end with a hyphen, such as \"orders\"; .fifo is appended where it is needed."
  }
}

variable "tier" {
  description = "Tier of the environment, dev or prod, which decides for how long messages wait when retention_days is left out."
  type        = string
  default     = "prod"
  nullable    = false

  validation {
    condition     = contains(["dev", "prod"], var.tier)
    error_message = "Write \"dev\" or \"prod\"."
  }
}

variable "fifo" {
  description = "Whether messages of a group are delivered in order and exactly once, at a higher price."
  type        = bool
  default     = false
  nullable    = false
}

variable "visibility_timeout_seconds" {
  description = "Seconds for which a received message is hidden from other receivers; at least as long as it takes to handle one, and six times the timeout of a function that it triggers."
  type        = number
  default     = 180
  nullable    = false

  validation {
    condition     = var.visibility_timeout_seconds >= 1 && var.visibility_timeout_seconds <= 43200 && floor(var.visibility_timeout_seconds) == var.visibility_timeout_seconds
    error_message = "Write a whole number of seconds from 1 to 43200, which is 12 hours."
  }
}

variable "max_attempts" {
  description = "Number of times a message is received before it moves to the dead-letter queue."
  type        = number
  default     = 5
  nullable    = false

  validation {
    condition     = var.max_attempts >= 1 && var.max_attempts <= 100 && floor(var.max_attempts) == var.max_attempts
    error_message = "Write a whole number from 1 to 100; 5 suits most receivers."
  }
}

variable "retention_days" {
  description = "Days for which a message waits to be handled, or null for 4 days in prod and 1 day in dev."
  type        = number
  default     = null

  validation {
    # The age of a dead letter counts from when it was first sent, so the queue has to forget sooner than the 14 days of its dead letters.
    condition     = var.retention_days == null || try(var.retention_days >= 1 && var.retention_days <= 10 && floor(var.retention_days) == var.retention_days, false)
    error_message = "Write a whole number of days from 1 to 10, so that dead letters, kept for 14 days, outlive them."
  }
}

variable "subscriptions" {
  description = "Topics whose messages the queue receives, by a name of your choice."
  type = map(object({
    topic_arn = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = !var.fifo || length(var.subscriptions) == 0
    error_message = "A topic of this catalog cannot send to a FIFO queue: leave fifo out, or the subscriptions."
  }
}

variable "encryption" {
  description = "Customer-managed KMS key to encrypt messages with, or null for a key that SQS manages."
  type = object({
    key_arn = string
  })
  default = null
}

variable "alarm_topic" {
  description = "Topic that is told about dead letters and about messages nobody handles, or null for no alarms."
  type = object({
    topic_arn = string
  })
  default = null
}
