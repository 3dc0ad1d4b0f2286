mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }
  mock_resource "aws_cloudfront_distribution" {
    defaults = {
      arn         = "arn:aws:cloudfront::123456789012:distribution/E1"
      domain_name = "d1.cloudfront.net"
    }
  }
  mock_resource "aws_cloudwatch_log_delivery_source" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:delivery-source:docs-eu-west-1" }
  }
}

override_resource {
  target = aws_s3_bucket.this["site"]
  values = { arn = "arn:aws:s3:::docs-123456789012-eu-west-1" }
}

override_resource {
  target = aws_s3_bucket.this["logs"]
  values = { arn = "arn:aws:s3:::docs-logs-123456789012-eu-west-1" }
}

variables {
  name = "docs"
}

run "without_a_domain_cloudfront_brings_the_certificate" {
  command = plan

  assert {
    condition = alltrue([
      one(aws_cloudfront_distribution.this.viewer_certificate).cloudfront_default_certificate == true,
      one(aws_cloudfront_distribution.this.viewer_certificate).minimum_protocol_version == "TLSv1",
      one(aws_cloudfront_distribution.this.viewer_certificate).ssl_support_method == null,
      length(aws_cloudfront_distribution.this.aliases) == 0,
    ])
    error_message = "CloudFront's own certificate goes with CloudFront's own settings."
  }
}

run "a_domain_gets_modern_tls" {
  command = plan

  variables {
    domain          = "docs.example.com"
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/example"
  }

  assert {
    condition = alltrue([
      one(aws_cloudfront_distribution.this.viewer_certificate).acm_certificate_arn == "arn:aws:acm:us-east-1:123456789012:certificate/example",
      one(aws_cloudfront_distribution.this.viewer_certificate).cloudfront_default_certificate == false,
      one(aws_cloudfront_distribution.this.viewer_certificate).minimum_protocol_version == "TLSv1.2_2021",
      one(aws_cloudfront_distribution.this.viewer_certificate).ssl_support_method == "sni-only",
    ])
    error_message = "A domain must use its certificate and TLS 1.2 or newer."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.aliases == toset(["docs.example.com"]) && output.url == "https://docs.example.com"
    error_message = "The site must answer at its domain."
  }
}

run "a_domain_without_a_certificate_is_refused" {
  command = plan

  variables {
    domain = "docs.example.com"
  }

  expect_failures = [var.certificate_arn]
}

run "a_certificate_of_another_region_is_refused" {
  command = plan

  variables {
    domain          = "docs.example.com"
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/example"
  }

  expect_failures = [var.certificate_arn]
}
