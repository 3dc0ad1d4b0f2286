resource "random_id" "it" {
  byte_length = 4
}

ephemeral "random_password" "it" {
  length = 20
}
