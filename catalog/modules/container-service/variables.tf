variable "name" {
  type        = string
  description = "Name of the service and of everything around it, for example payments-api."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", var.name)) && length(var.name) <= 32
    error_message = "Write name with lower-case letters, digits and single hyphens, starting with a letter, 32 characters at most."
  }

  validation {
    condition     = !startswith(var.name, "internal-")
    error_message = "Choose a name that does not start with \"internal-\": load balancers may not be called so."
  }
}

variable "tier" {
  type        = string
  description = "How much the service must withstand: prod runs two tasks at least, protects the load balancer and keeps logs for a year."
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
  description = "Network to live in; the tasks take its private subnets."
  nullable    = false
}

variable "image" {
  type        = string
  description = "Container image with its tag or digest, from Amazon ECR or a public registry."
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9._:/-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[0-9a-f]{64})$", var.image))
    error_message = "Write image with a tag or a digest, for example \"public.ecr.aws/docker/library/nginx:1.29\"."
  }

  validation {
    condition     = !endswith(var.image, ":latest")
    error_message = "Name the image by a tag other than latest: with latest two tasks of one deployment can differ, and a rollback changes nothing."
  }
}

variable "command" {
  type        = list(string)
  description = "Command to start in place of the image's own, one word per element."
  default     = []
  nullable    = false
}

variable "size" {
  type        = string
  description = "Power of one task: small is 0.25 vCPU and 0.5 GB, medium 1 vCPU and 2 GB, large 4 vCPU and 8 GB."
  default     = "small"
  nullable    = false

  validation {
    condition     = contains(["small", "medium", "large"], var.size)
    error_message = "Write size as \"small\", \"medium\" or \"large\"."
  }
}

variable "max_tasks" {
  type        = number
  description = "Number of tasks that the service may grow to under load."
  default     = 4
  nullable    = false

  validation {
    condition     = var.max_tasks >= 2 && var.max_tasks <= 50 && floor(var.max_tasks) == var.max_tasks
    error_message = "Write max_tasks as a whole number from 2 to 50."
  }
}

variable "exposure" {
  type        = string
  description = "Who may call the service: nobody (none, a worker), the network (internal) or the internet (public)."
  default     = "internal"
  nullable    = false

  validation {
    condition     = contains(["none", "internal", "public"], var.exposure)
    error_message = "Write exposure as \"none\", \"internal\" or \"public\"."
  }

  validation {
    condition     = var.exposure == "public" ? length(var.network.public_subnet_ids) >= 2 : true
    error_message = "A service with exposure \"public\" needs a network with two public subnets at least."
  }
}

variable "certificate_arn" {
  type        = string
  description = "ARN of the ACM certificate for the service's domain name; required where exposure is public, otherwise turns HTTP into HTTPS."
  default     = null

  validation {
    condition     = var.exposure == "public" ? var.certificate_arn != null : true
    error_message = "A service with exposure \"public\" speaks HTTPS only: set certificate_arn to an ACM certificate, or choose exposure \"internal\"."
  }

  validation {
    condition     = var.certificate_arn == null ? true : can(regex("^arn:[a-z-]+:acm:", var.certificate_arn))
    error_message = "Write certificate_arn as the ARN of an ACM certificate, starting with \"arn:aws:acm:\"."
  }
}

variable "port" {
  type        = number
  description = "Port that the container listens on, also told to it as the environment variable PORT."
  default     = 8080
  nullable    = false

  validation {
    condition     = var.port >= 1024 && var.port <= 65535 && floor(var.port) == var.port
    error_message = "Write port as a whole number from 1024 to 65535: the container does not run as root, so lower ports are closed to it."
  }
}

variable "health_check_path" {
  type        = string
  description = "Path that answers with a 2xx or 3xx status while a task is healthy."
  default     = "/"
  nullable    = false

  validation {
    condition     = can(regex("^/[A-Za-z0-9_.~/?&=%-]*$", var.health_check_path))
    error_message = "Write health_check_path as a path that starts with a slash, for example \"/healthz\"."
  }
}

variable "deployment" {
  type        = string
  description = "How a new version replaces the old one: task by task (rolling), or beside it with a switch and a way back (blue-green)."
  default     = "rolling"
  nullable    = false

  validation {
    condition     = contains(["rolling", "blue-green"], var.deployment)
    error_message = "Write deployment as \"rolling\" or \"blue-green\"."
  }

  validation {
    condition     = var.deployment == "blue-green" ? var.exposure != "none" : true
    error_message = "A blue-green deployment switches a load balancer, which exposure \"none\" has not: choose deployment \"rolling\"."
  }
}

variable "environment" {
  type        = map(string)
  description = "Environment variables of the container; what is secret belongs in secrets."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.environment) : can(regex("^[A-Z][A-Z0-9_]*$", key))])
    error_message = "Write the names in environment with upper-case letters, digits and underscores, starting with a letter."
  }

  validation {
    condition     = alltrue([for key in keys(var.environment) : !can(regex("(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)$", key))])
    error_message = "Put passwords, tokens and keys in Secrets Manager and name their ARN in secrets: everyone who can read the task definition can read environment."
  }
}

variable "secrets" {
  type        = map(string)
  description = "Environment variables whose values ECS reads at start from the Secrets Manager secret or SSM parameter of the given ARN."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.secrets) : can(regex("^[A-Z][A-Z0-9_]*$", key))])
    error_message = "Write the names in secrets with upper-case letters, digits and underscores, starting with a letter."
  }

  validation {
    condition     = alltrue([for reference in values(var.secrets) : can(regex("^arn:[a-z-]+:(secretsmanager|ssm):", reference))])
    error_message = "Write the values in secrets as ARNs of Secrets Manager secrets or SSM parameters, never as the secrets themselves."
  }

  validation {
    condition     = length(setintersection(keys(var.secrets), keys(var.environment))) == 0
    error_message = "Give each variable either in environment or in secrets, not in both."
  }
}

variable "bindings" {
  type = map(object({
    environment        = map(string)
    secrets            = map(string)
    policy_json        = string
    security_group_ids = list(string)
  }))
  description = "Backing services to use; the key, in upper case, is the prefix of their variables, so that orders_db gives ORDERS_DB_HOST."
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.bindings) : can(regex("^[a-z][a-z0-9_-]*$", key))])
    error_message = "Write the keys of bindings with lower-case letters, digits, underscores and hyphens, starting with a letter."
  }

  validation {
    condition     = length(distinct([for key in keys(var.bindings) : replace(key, "-", "_")])) == length(var.bindings)
    error_message = "Give bindings keys that differ in more than hyphens and underscores: both become the same variables."
  }
}

variable "alarm_topic" {
  type = object({
    topic_arn = string
  })
  description = "Topic that alarms on load and errors are sent to; without one there are no alarms."
  default     = null
}
