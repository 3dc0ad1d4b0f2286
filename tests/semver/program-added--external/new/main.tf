data "external" "one" {
  program = ["true"]
}

data "external" "two" {
  program = ["true"]
}
