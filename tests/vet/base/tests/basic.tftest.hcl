mock_provider "aws" {}

run "is_encrypted" {
  command = plan

  variables {
    name = "jobs"
  }

  assert {
    condition     = aws_sqs_queue.this.sqs_managed_sse_enabled == true
    error_message = "Messages must be encrypted."
  }
}

run "refuses_bad_names" {
  command = plan

  variables {
    name = "Jobs 1"
  }

  expect_failures = [var.name]
}
