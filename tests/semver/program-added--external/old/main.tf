data "external" "one" {
  program = ["true"]
}
