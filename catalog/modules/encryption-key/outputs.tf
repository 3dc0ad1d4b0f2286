output "encryption" {
  description = "The key to encrypt with."
  value = {
    key_arn = aws_kms_key.this.arn
  }
}

output "key_id" {
  description = "Id of the key, the last part of its ARN."
  value       = aws_kms_key.this.key_id
}

output "alias_arn" {
  description = "ARN of the alias, which stays the same when the key is replaced."
  value       = aws_kms_alias.this.arn
}

output "use_policy_json" {
  description = "IAM policy that lets a role encrypt and decrypt with the key."
  value = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "UseKey"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
      Resource = aws_kms_key.this.arn
    }]
  })
}
