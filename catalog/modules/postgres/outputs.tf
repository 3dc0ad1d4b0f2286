locals {
  secret_arn = aws_db_instance.this.master_user_secret[0].secret_arn
}

output "binding" {
  description = "How to use the database: address, references to the user and password, the policy and the security group of a client."
  value = {
    environment = tomap({
      HOST     = aws_db_instance.this.address
      PORT     = tostring(local.port)
      DATABASE = var.database
      IAM_USER = local.iam_user
    })
    secrets = tomap({
      USERNAME = "${local.secret_arn}:username::"
      PASSWORD = "${local.secret_arn}:password::"
    })
    policy_json = jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [
          {
            Sid      = "SignInWithIam"
            Effect   = "Allow"
            Action   = "rds-db:connect"
            Resource = "arn:${data.aws_partition.current.partition}:rds-db:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:dbuser:${aws_db_instance.this.resource_id}/${local.iam_user}"
          },
          {
            Sid      = "ReadPassword"
            Effect   = "Allow"
            Action   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
            Resource = local.secret_arn
          },
        ],
        [for key_arn in var.encryption[*].key_arn : {
          Sid      = "DecryptPassword"
          Effect   = "Allow"
          Action   = "kms:Decrypt"
          Resource = key_arn
          Condition = {
            StringEquals = {
              "kms:EncryptionContext:SecretARN" = local.secret_arn
              "kms:ViaService"                  = "secretsmanager.${data.aws_region.current.region}.amazonaws.com"
            }
          }
        }],
      )
    })
    security_group_ids = tolist([aws_security_group.client.id])
  }

  # A client is admitted by the time it starts.
  depends_on = [
    aws_vpc_security_group_egress_rule.client_to_database,
    aws_vpc_security_group_ingress_rule.database_from_client,
  ]
}

output "endpoint" {
  description = "Address and port of the database, as host:port."
  value       = aws_db_instance.this.endpoint
}

output "instance_arn" {
  description = "ARN of the database instance."
  value       = aws_db_instance.this.arn
}

output "secret_arn" {
  description = "ARN of the secret that holds the administrator's user name and password; RDS made it and rotates it."
  value       = local.secret_arn
}

output "security_group_id" {
  description = "Security group of the database itself; a client takes the one in the binding."
  value       = aws_security_group.database.id
}
