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

run "a_site_of_pages" {
  command = plan

  assert {
    condition     = strcontains(aws_cloudfront_function.paths.code, "request.uri + '/index.html'") && one(aws_cloudfront_distribution.this.custom_error_response).response_page_path == "/404.html"
    error_message = "A folder must be answered with its own index.html, and what is missing with 404.html."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.price_class == "PriceClass_100"
    error_message = "Europe and America must be near without asking."
  }
}

run "a_single_page_application" {
  command = plan

  variables {
    spa         = true
    reach       = "worldwide"
    web_acl_arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/example"
  }

  assert {
    condition     = strcontains(aws_cloudfront_function.paths.code, "request.uri = '/index.html';") && one(aws_cloudfront_distribution.this.custom_error_response).response_page_path == "/index.html"
    error_message = "Every path must be answered with the root's index.html."
  }

  assert {
    condition     = aws_cloudfront_distribution.this.price_class == "PriceClass_All" && aws_cloudfront_distribution.this.web_acl_id == "arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/example"
    error_message = "Reach and web ACL must arrive at the distribution."
  }
}

run "inputs_out_of_range_are_refused" {
  command = plan

  variables {
    name                    = "Docs"
    tier                    = "staging"
    domain                  = "https://docs.example.com/"
    reach                   = "mars"
    content_security_policy = "default-src *"
    web_acl_arn             = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/site/example"
  }

  expect_failures = [
    var.name,
    var.tier,
    var.domain,
    var.reach,
    var.content_security_policy,
    var.web_acl_arn,
  ]
}
