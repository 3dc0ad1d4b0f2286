resource "terraform_data" "a" {
  for_each = { for name in ["x", "y"] : name => upper(name) }

  input = each.value
}
