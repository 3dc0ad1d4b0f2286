resource "random_id" "it" {
  byte_length = 4
}
