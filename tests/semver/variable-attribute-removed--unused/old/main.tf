variable "x" {
  type = object({ id = string, note = optional(string) })
}

resource "aws_sqs_queue" "a" {
  name = var.x.id
}
