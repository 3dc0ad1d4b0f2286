resource "terraform_data" "a" {
  for_each = toset(["y", "x"])

  input = upper(each.value)
}
