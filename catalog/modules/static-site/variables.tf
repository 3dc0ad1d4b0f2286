variable "name" {
  description = "Name of the site, 3 to 30 characters; account and region are appended to make its bucket names globally unique."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,28}[a-z0-9]$", var.name))
    error_message = "Write a name of 3 to 30 lower-case letters, digits and hyphens that starts with a letter and does not end with a hyphen, such as \"docs\"."
  }
}

variable "tier" {
  description = "Tier of the environment, dev or prod, which decides retention of logs and earlier versions and protection against deletion."
  type        = string
  default     = "prod"
  nullable    = false

  validation {
    condition     = contains(["dev", "prod"], var.tier)
    error_message = "Write \"dev\" or \"prod\"."
  }
}

variable "domain" {
  description = "Host name of the site, such as docs.example.com, or null for the host name that CloudFront gives it."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$", var.domain))
    error_message = "Write a host name in lower case without https:// and without a path, such as \"www.example.com\"."
  }
}

variable "certificate_arn" {
  description = "ARN of the domain's ACM certificate in us-east-1, where CloudFront looks for it, or null without a domain."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws[a-z-]*:acm:us-east-1:[0-9]{12}:certificate/.+$", var.certificate_arn))
    error_message = "Write the ARN of an ACM certificate in us-east-1: CloudFront takes certificates from no other region."
  }

  validation {
    condition     = (var.certificate_arn == null) == (var.domain == null)
    error_message = "A domain needs a certificate and a certificate needs a domain: set both, or neither."
  }
}

variable "spa" {
  description = "Whether the site is a single-page application, so that every path without a file name is answered with index.html."
  type        = bool
  default     = false
  nullable    = false
}

variable "reach" {
  description = "Where visitors are served from nearby: europe-america, or worldwide at a higher price."
  type        = string
  default     = "europe-america"
  nullable    = false

  validation {
    condition     = contains(["europe-america", "worldwide"], var.reach)
    error_message = "Write \"europe-america\" or \"worldwide\"."
  }
}

variable "content_security_policy" {
  description = "Content-Security-Policy header of every response, which tells browsers where scripts, styles and data may come from."
  type        = string
  default     = "default-src 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'none'; upgrade-insecure-requests"
  nullable    = false

  validation {
    condition     = strcontains(var.content_security_policy, "default-src ") && !strcontains(var.content_security_policy, "default-src *")
    error_message = "Write a policy with a default-src other than *, such as \"default-src 'self'; img-src 'self' https://images.example.com\"."
  }
}

variable "web_acl_arn" {
  description = "ARN of a WAF web ACL with scope CLOUDFRONT that filters requests, or null for none."
  type        = string
  default     = null

  validation {
    condition     = var.web_acl_arn == null || can(regex("^arn:aws[a-z-]*:wafv2:us-east-1:[0-9]{12}:global/webacl/.+$", var.web_acl_arn))
    error_message = "Write the ARN of a WAF web ACL with scope CLOUDFRONT; it lies in us-east-1 and has global/webacl in it."
  }
}
