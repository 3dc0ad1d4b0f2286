variable "x" {
  type = object({ id = string })
}

resource "aws_sqs_queue" "a" {
  name = var.x.id

  fifo_queue = false
}
