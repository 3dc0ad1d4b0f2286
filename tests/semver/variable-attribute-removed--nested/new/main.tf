variable "x" {
  type = map(object({
    name = string
    zones = list(object({
      id    = string
      cidrs = optional(list(string), [])
    }))
  }))
}
output "x" {
  value = var.x
}
