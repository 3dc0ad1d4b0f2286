variable "name" {
  type        = string
  description = "Name of the queue."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z-]+$", var.name))
    error_message = "Write name with lower-case letters and hyphens."
  }
}

variable "retention_seconds" {
  type        = number
  description = "How long a message is kept, in seconds."
  default     = 3600
  nullable    = false
}
