resource "aws_db_instance" "a" {
  instance_class = "db.t4g.micro"
}
