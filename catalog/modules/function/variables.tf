variable "name" {
  description = "Name of the function, 2 to 48 characters."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,46}[a-z0-9]$", var.name))
    error_message = "Write a name of 2 to 48 lower-case letters, digits and hyphens that starts with a letter and does not end with a hyphen, such as \"resize-images\"."
  }
}

variable "tier" {
  description = "Tier of the environment, dev or prod, which decides for how long logs are kept and how many messages are handled at once."
  type        = string
  default     = "prod"
  nullable    = false

  validation {
    condition     = contains(["dev", "prod"], var.tier)
    error_message = "Write \"dev\" or \"prod\"."
  }
}

variable "package" {
  description = "Where the built code is: s3://bucket/key.zip in the function's region, with ?versionId= if the key is reused, or an arm64 image in an ECR repository."
  type        = string
  nullable    = false

  validation {
    condition = (
      can(regex("^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[^?]+\\.(zip|jar)(\\?versionId=[^?&]+)?$", var.package)) ||
      can(regex("^[0-9]{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/[a-z0-9._/-]+(:[A-Za-z0-9._-]+|@sha256:[0-9a-f]{64})$", var.package))
    )
    error_message = "Write s3://bucket/key.zip, or an image such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/resize-images:1.4.0. Lambda takes images from ECR alone."
  }

  validation {
    condition     = !endswith(var.package, ":latest")
    error_message = "Name the image by a version or a digest instead of latest, so that a plan shows what it changes."
  }
}

variable "runtime" {
  description = "Lambda runtime that runs a zip, such as python3.13 or nodejs24.x; an image brings its own."
  type        = string
  default     = "python3.13"
  nullable    = false

  validation {
    condition = contains([
      "dotnet10",
      "java21", "java25",
      "nodejs22.x", "nodejs24.x",
      "provided.al2023",
      "python3.12", "python3.13", "python3.14",
      "ruby3.4",
    ], var.runtime)
    error_message = "Write one of dotnet10, java21, java25, nodejs22.x, nodejs24.x, provided.al2023, python3.12, python3.13, python3.14 or ruby3.4; AWS has stopped patching older ones, or soon will."
  }
}

variable "handler" {
  description = "Entry point in a zip, as its runtime writes it, such as app.handler; an image brings its own."
  type        = string
  default     = "app.handler"
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s]{1,128}$", var.handler))
    error_message = "Write the entry point without spaces, such as \"app.handler\" for a function handler in app.py."
  }
}

variable "size" {
  description = "Size of the function: small has 512 MB of memory, medium 1769 MB and one vCPU, large 3538 MB and two."
  type        = string
  default     = "small"
  nullable    = false

  validation {
    condition     = contains(["small", "medium", "large"], var.size)
    error_message = "Write \"small\", \"medium\" or \"large\"."
  }
}

variable "timeout_seconds" {
  description = "Seconds after which an invocation is ended; a queue that triggers the function needs a visibility timeout of six times that."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 900 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "Write a whole number of seconds from 1 to 900, which is 15 minutes."
  }
}

variable "environment" {
  description = "Environment variables besides those of the bindings; never secrets."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.environment) : can(regex("^[A-Z][A-Z0-9_]*$", key)) && !startswith(key, "AWS_") && !startswith(key, "LAMBDA_")])
    error_message = "Write names in capitals, digits and underscores that do not start with AWS_ or LAMBDA_, which belong to Lambda."
  }

  validation {
    condition     = alltrue([for key in keys(var.environment) : !can(regex("(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)$", key))])
    error_message = "Keep passwords, tokens and keys in Secrets Manager and pass the ARN under another name, such as API_KEY_ARN: everyone who can see the function can read its environment."
  }
}

variable "bindings" {
  description = "Backing services the function uses, by a name of your choice that becomes the prefix of their environment variables."
  type = map(object({
    environment        = map(string)
    secrets            = map(string)
    policy_json        = string
    security_group_ids = list(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.bindings) : can(regex("^[a-z][a-z0-9_-]*$", key))])
    error_message = "Write names of lower-case letters, digits, hyphens and underscores that start with a letter, such as \"orders_db\"."
  }

  validation {
    condition     = length(distinct([for key in keys(var.bindings) : replace(key, "-", "_")])) == length(var.bindings)
    error_message = "Write names that differ in more than hyphens and underscores: both become the same variables."
  }

  validation {
    condition     = var.network != null || alltrue([for key in keys(var.bindings) : length(var.bindings[key].security_group_ids) == 0])
    error_message = "One of these services is reached inside a network: set network as well."
  }
}

variable "network" {
  description = "Network to run in, or null to run outside of any; needed only to reach services inside it."
  type = object({
    vpc_id              = string
    cidr_block          = string
    public_subnet_ids   = list(string)
    private_subnet_ids  = list(string)
    isolated_subnet_ids = list(string)
  })
  default = null
}

variable "event_sources" {
  description = "Queues whose messages trigger the function, by a name of your choice."
  type = map(object({
    queue_arn   = string
    policy_json = string
  }))
  default  = {}
  nullable = false
}

variable "encryption" {
  description = "Customer-managed KMS key for environment variables, logs and failed events, or null for keys that AWS manages."
  type = object({
    key_arn = string
  })
  default = null
}

variable "alarm_topic" {
  description = "Topic that is told about errors, throttling and failed events, or null for no alarms."
  type = object({
    topic_arn = string
  })
  default = null
}
