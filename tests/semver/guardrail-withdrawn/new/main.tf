resource "aws_s3_bucket_public_access_block" "this" {
  bucket              = "b"
  block_public_policy = true
}
