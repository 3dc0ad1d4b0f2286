output "x" {
  value       = "a"
  description = "A name."
}
