variable "network_name" {
  type        = string
  description = "Name tag of the existing VPC, for example prod."
  nullable    = false

  validation {
    condition     = length(trimspace(var.network_name)) > 0 && length(var.network_name) <= 255 && !can(regex("[*?]", var.network_name))
    error_message = "Write network_name as the exact Name tag of one VPC, without wildcards."
  }
}

variable "private_subnets" {
  type        = string
  description = "Name tag of the private subnets, where * stands for any text."
  default     = "*-private-*"
  nullable    = false

  validation {
    condition     = length(trimspace(var.private_subnets)) > 0 && var.private_subnets != "*"
    error_message = "Write private_subnets as a Name tag that only the private subnets have, for example \"*-private-*\"."
  }
}

variable "public_subnets" {
  type        = string
  description = "Name tag of the public subnets, where * stands for any text."
  default     = "*-public-*"
  nullable    = false

  validation {
    condition     = length(trimspace(var.public_subnets)) > 0 && var.public_subnets != "*"
    error_message = "Write public_subnets as a Name tag that only the public subnets have, for example \"*-public-*\"."
  }

  validation {
    condition     = var.public_subnets != var.private_subnets
    error_message = "Give public_subnets and private_subnets different Name tags: what is private must not lie in a public subnet."
  }
}

variable "isolated_subnets" {
  type        = string
  description = "Name tag of the isolated subnets, where * stands for any text."
  default     = "*-isolated-*"
  nullable    = false

  validation {
    condition     = length(trimspace(var.isolated_subnets)) > 0 && var.isolated_subnets != "*"
    error_message = "Write isolated_subnets as a Name tag that only the isolated subnets have, for example \"*-isolated-*\"."
  }

  validation {
    condition     = var.isolated_subnets != var.public_subnets
    error_message = "Give isolated_subnets and public_subnets different Name tags: a database must not lie in a public subnet."
  }
}
