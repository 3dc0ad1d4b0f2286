module "jobs" {
  source = "../.."

  name = "jobs"
}
