variable "x" {
  type = object({ id = string, fifo_queue = optional(bool) })
}

resource "aws_sqs_queue" "a" {
  name = var.x.id

  fifo_queue = var.x.fifo_queue
}
