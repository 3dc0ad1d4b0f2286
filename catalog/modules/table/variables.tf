variable "name" {
  description = "Name of the table, 3 to 63 characters."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "Write a name of 3 to 63 lower-case letters, digits and hyphens that starts with a letter and does not end with a hyphen, such as \"orders\"."
  }
}

variable "tier" {
  description = "Tier of the environment, dev or prod, which decides the recovery period and protection against deletion."
  type        = string
  default     = "prod"
  nullable    = false

  validation {
    condition     = contains(["dev", "prod"], var.tier)
    error_message = "Write \"dev\" or \"prod\"."
  }
}

variable "partition_key" {
  description = "Attribute that items are found by, and its type: string, number or binary; a change of it replaces the table."
  type = object({
    name = string
    type = optional(string, "string")
  })
  default  = { name = "id", type = "string" }
  nullable = false

  validation {
    condition     = contains(["string", "number", "binary"], var.partition_key.type)
    error_message = "Write \"string\", \"number\" or \"binary\" as the type of the key."
  }
}

variable "sort_key" {
  description = "Attribute that items of one partition are ordered by, and its type: string, number or binary; null for one item per partition key; a change of it replaces the table."
  type = object({
    name = string
    type = optional(string, "string")
  })
  default = null

  validation {
    condition     = var.sort_key == null || try(contains(["string", "number", "binary"], var.sort_key.type), false)
    error_message = "Write \"string\", \"number\" or \"binary\" as the type of the key."
  }

  validation {
    condition     = var.sort_key == null || try(var.sort_key.name != var.partition_key.name, false)
    error_message = "Name another attribute than the partition key."
  }
}

variable "indexes" {
  description = "Further ways to find items, by name of the index: keys as for the table, and projection of all attributes or of the keys alone."
  type = map(object({
    partition_key = object({
      name = string
      type = optional(string, "string")
    })
    sort_key = optional(object({
      name = string
      type = optional(string, "string")
    }))
    projection = optional(string, "all")
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(var.indexes) <= 20 && alltrue([for name in keys(var.indexes) : can(regex("^[A-Za-z0-9_.-]{3,63}$", name))])
    error_message = "Write at most 20 indexes, each with a name of 3 to 63 letters, digits, hyphens, underscores and dots, such as \"by-customer\"."
  }

  validation {
    condition     = alltrue([for index in values(var.indexes) : contains(["all", "keys"], index.projection)])
    error_message = "Write \"all\" or \"keys\" as the projection of an index."
  }

  validation {
    condition     = alltrue(flatten([for index in values(var.indexes) : [for key in concat([index.partition_key], index.sort_key[*]) : contains(["string", "number", "binary"], key.type)]]))
    error_message = "Write \"string\", \"number\" or \"binary\" as the type of a key."
  }

  validation {
    condition = alltrue([
      for types in values({
        for key in concat(
          [var.partition_key],
          var.sort_key[*],
          flatten([for index in values(var.indexes) : concat([index.partition_key], index.sort_key[*])]),
        ) : key.name => key.type...
      }) : length(distinct(types)) == 1
    ])
    error_message = "An attribute is a key twice with different types: write the same type everywhere."
  }
}

variable "ttl_attribute" {
  description = "Attribute with the time, in seconds since 1970, after which DynamoDB removes an item; null to remove nothing."
  type        = string
  default     = null

  validation {
    condition     = var.ttl_attribute == null || can(regex("^[A-Za-z_][A-Za-z0-9_.-]{0,254}$", var.ttl_attribute))
    error_message = "Write the name of an attribute, such as \"expires_at\"."
  }
}

variable "access" {
  description = "What a service that is bound to the table may do with its items, read-write or read-only."
  type        = string
  default     = "read-write"
  nullable    = false

  validation {
    condition     = contains(["read-write", "read-only"], var.access)
    error_message = "Write \"read-write\" or \"read-only\"."
  }
}

variable "encryption" {
  description = "Customer-managed KMS key to encrypt items with, or null for the AWS-managed key."
  type = object({
    key_arn = string
  })
  default = null
}
