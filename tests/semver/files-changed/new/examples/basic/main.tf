module "b" {
  source = "../.."
}
