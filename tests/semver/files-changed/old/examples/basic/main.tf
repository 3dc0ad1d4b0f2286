module "a" {
  source = "../.."
}
