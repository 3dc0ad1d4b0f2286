resource "null_resource" "other" {}

resource "null_resource" "a" {}
