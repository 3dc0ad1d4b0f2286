output "x" {
  value = "a"
  type  = string
}
