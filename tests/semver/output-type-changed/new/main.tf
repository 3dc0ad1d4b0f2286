output "x" {
  value = ["a"]
}
