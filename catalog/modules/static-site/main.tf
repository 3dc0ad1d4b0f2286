data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  # Names at CloudFront are shared by all regions of an account.
  global_name = "${var.name}-${data.aws_region.current.region}"

  # AWS-managed cache policy CachingOptimized: compressed, and cached as the objects' own headers say.
  caching_optimized = "658327ea-f89d-4fab-a63d-7439e51ef1bc"
}

resource "aws_cloudfront_distribution" "this" {
  enabled             = true
  comment             = var.name
  aliases             = var.domain[*]
  default_root_object = "index.html"
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = var.reach == "worldwide" ? "PriceClass_All" : "PriceClass_100"
  web_acl_id          = var.web_acl_arn

  origin {
    origin_id                = "site"
    domain_name              = aws_s3_bucket.this["site"].bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.this.id
  }

  default_cache_behavior {
    target_origin_id           = "site"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    cache_policy_id            = local.caching_optimized
    compress                   = true
    response_headers_policy_id = aws_cloudfront_response_headers_policy.this.id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.paths.arn
    }
  }

  # S3 answers 403 for what does not exist, because CloudFront may not list the bucket.
  custom_error_response {
    error_code            = 403
    response_code         = 404
    response_page_path    = var.spa ? "/index.html" : "/404.html"
    error_caching_min_ttl = 10
  }

  viewer_certificate {
    cloudfront_default_certificate = var.domain == null
    acm_certificate_arn            = var.certificate_arn
    ssl_support_method             = var.domain == null ? null : "sni-only"

    # On its own host names CloudFront decides, and calls that TLSv1.
    minimum_protocol_version = var.domain == null ? "TLSv1" : "TLSv1.2_2021"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
}

resource "aws_cloudfront_origin_access_control" "this" {
  name                              = local.global_name
  description                       = "Lets the site ${var.name} read its bucket."
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_response_headers_policy" "this" {
  name    = local.global_name
  comment = "Security headers of the site ${var.name}."

  security_headers_config {
    strict_transport_security {
      access_control_max_age_sec = 31536000
      override                   = true

      # A site must not decide for the other hosts of its domain.
      include_subdomains = false
      preload            = false
    }

    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = true
    }

    referrer_policy {
      referrer_policy = "strict-origin-when-cross-origin"
      override        = true
    }

    content_security_policy {
      content_security_policy = var.content_security_policy
      override                = true
    }
  }
}

# A bucket that is not public knows no index documents but the root's, so paths are completed here.
resource "aws_cloudfront_function" "paths" {
  name    = local.global_name
  comment = "Completes paths of the site ${var.name}."
  runtime = "cloudfront-js-2.0"
  publish = true

  code = <<-EOT
    function handler(event) {
      const request = event.request;
      const last = request.uri.split('/').pop();
      if (!last.includes('.')) {
        request.uri = ${var.spa ? "'/index.html'" : "last === '' ? request.uri + 'index.html' : request.uri + '/index.html'"};
      }
      return request;
    }
  EOT
}
