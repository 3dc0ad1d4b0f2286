output "x" {
  value = "a"
}

output "y" {
  value = "b"
}
