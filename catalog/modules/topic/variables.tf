variable "name" {
  description = "Name of the topic, 2 to 40 characters."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", var.name))
    error_message = "Write a name of 2 to 40 lower-case letters, digits and hyphens that starts with a letter and does not end with a hyphen, such as \"checkout-events\"."
  }
}

variable "tier" {
  description = "Tier of the environment, dev or prod, which decides for how long failed deliveries are logged and a deleted key can be saved."
  type        = string
  default     = "prod"
  nullable    = false

  validation {
    condition     = contains(["dev", "prod"], var.tier)
    error_message = "Write \"dev\" or \"prod\"."
  }
}

variable "display_name" {
  description = "Sender that people see in mails of the topic, up to 100 characters, or null for the topic's name."
  type        = string
  default     = null

  validation {
    condition     = var.display_name == null || can(regex("^[A-Za-z0-9 _-]{1,100}$", var.display_name))
    error_message = "Write up to 100 letters, digits, spaces, hyphens and underscores, such as \"Payments alarms\"."
  }
}

variable "email_addresses" {
  description = "Mail addresses that receive every message once they have confirmed; meant for alarms, not for events."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.email_addresses : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", address))])
    error_message = "Write mail addresses, such as \"payments-oncall@example.com\"."
  }
}

variable "encryption" {
  description = "Customer-managed KMS key to encrypt messages with, which has to admit CloudWatch and CloudWatch Logs; null for a key of the topic's own."
  type = object({
    key_arn = string
  })
  default = null
}
