locals {
  region  = data.aws_region.current.region
  account = data.aws_caller_identity.current.account_id

  tasks_trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:ecs:${local.region}:${local.account}:*" }
      }
    }]
  })

  # A reference may name a field inside the secret; the secret's own ARN is its first seven parts.
  secret_arns     = distinct([for reference in values(local.all_secrets) : join(":", slice(split(":", reference), 0, min(7, length(split(":", reference)))))])
  manager_secrets = [for arn in local.secret_arns : arn if !strcontains(arn, ":ssm:")]
  ssm_parameters  = [for arn in local.secret_arns : arn if strcontains(arn, ":ssm:")]

  # Account, region and name of the repository, when the image is in a private one.
  repositories = regexall("^([0-9]{12})\\.dkr\\.ecr\\.([a-z0-9-]+)\\.amazonaws\\.com/([^:@]+)", var.image)
}

# The service itself acts in this role. It may do what its bindings permit and nothing else.
resource "aws_iam_role" "task" {
  name               = "${var.name}-task"
  assume_role_policy = local.tasks_trust
}

resource "aws_iam_role_policy" "bindings" {
  for_each = toset(keys(var.bindings))

  name   = "use-${replace(each.key, "_", "-")}"
  role   = aws_iam_role.task.id
  policy = var.bindings[each.key].policy_json
}

# ECS acts in this role to start a task: image, logs, secrets. The service never has it.
resource "aws_iam_role" "execution" {
  name               = "${var.name}-execution"
  assume_role_policy = local.tasks_trust
}

resource "aws_iam_role_policy" "execution" {
  name = "start-tasks"
  role = aws_iam_role.execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid      = "WriteLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.this.arn}:*"
      }],
      [for repository in local.repositories : {
        Sid      = "PullImage"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = "arn:${data.aws_partition.current.partition}:ecr:${repository[1]}:${repository[0]}:repository/${repository[2]}"
      }],
      # This action knows no resource.
      [for repository in local.repositories : {
        Sid      = "SignInToRegistry"
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      }],
      [for arns in [local.manager_secrets] : {
        Sid      = "ReadSecrets"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = arns
      } if length(arns) > 0],
      [for arns in [local.ssm_parameters] : {
        Sid      = "ReadParameters"
        Effect   = "Allow"
        Action   = "ssm:GetParameters"
        Resource = arns
      } if length(arns) > 0],
      # Which key encrypts a secret is the secret's affair: any key of the account, for these secrets alone.
      [for arns in [local.manager_secrets] : {
        Sid      = "DecryptSecrets"
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = "arn:${data.aws_partition.current.partition}:kms:${local.region}:${local.account}:key/*"
        Condition = {
          StringEquals = {
            "kms:EncryptionContext:SecretARN" = arns
            "kms:ViaService"                  = "secretsmanager.${local.region}.amazonaws.com"
          }
        }
      } if length(arns) > 0],
      [for arns in [local.ssm_parameters] : {
        Sid      = "DecryptParameters"
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = "arn:${data.aws_partition.current.partition}:kms:${local.region}:${local.account}:key/*"
        Condition = {
          StringEquals = {
            "kms:EncryptionContext:PARAMETER_ARN" = arns
            "kms:ViaService"                      = "ssm.${local.region}.amazonaws.com"
          }
        }
      } if length(arns) > 0],
    )
  })
}
