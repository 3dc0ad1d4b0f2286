output "network" {
  description = "Where to live: the VPC that was found and its subnets."
  value = {
    vpc_id              = data.aws_vpc.this.id
    cidr_block          = data.aws_vpc.this.cidr_block
    public_subnet_ids   = local.public_subnet_ids
    private_subnet_ids  = local.private_subnet_ids
    isolated_subnet_ids = local.isolated_subnet_ids
  }
}

output "vpc_arn" {
  description = "ARN of the VPC that was found."
  value       = data.aws_vpc.this.arn
}

output "vpc_owner_id" {
  description = "Account that owns the VPC, which differs from the caller's where the VPC is shared."
  value       = data.aws_vpc.this.owner_id
}
