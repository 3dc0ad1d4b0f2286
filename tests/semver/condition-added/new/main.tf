variable "x" {
  type    = string
  default = "x"
}

resource "terraform_data" "a" {
  input = "x"

  lifecycle {
    precondition {
      condition     = var.x != ""
      error_message = "The input must not be empty."
    }
  }
}
