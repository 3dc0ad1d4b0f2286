output "x" {
value="a"
}
