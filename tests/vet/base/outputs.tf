output "queue_url" {
  description = "Address of the queue."
  value       = aws_sqs_queue.this.url
}
