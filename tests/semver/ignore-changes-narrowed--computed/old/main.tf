resource "aws_db_instance" "a" {
  instance_class = "db.t4g.micro"

  lifecycle {
    ignore_changes = [latest_restorable_time]
  }
}
