output "network" {
  description = "Where to live: the VPC and its subnets, one of each kind per zone."
  value = {
    vpc_id              = aws_vpc.this.id
    cidr_block          = aws_vpc.this.cidr_block
    public_subnet_ids   = tolist([for key in keys(local.zones) : aws_subnet.public[key].id])
    private_subnet_ids  = tolist([for key in keys(local.zones) : aws_subnet.private[key].id])
    isolated_subnet_ids = tolist([for key in keys(local.zones) : aws_subnet.isolated[key].id])
  }

  # Whoever moves in finds the way out open.
  depends_on = [
    aws_route.private_internet,
    aws_route.public_internet,
    aws_route_table_association.isolated,
    aws_route_table_association.private,
    aws_route_table_association.public,
    aws_vpc_endpoint.gateway,
  ]
}

output "nat_public_ips" {
  description = "Addresses that the private subnets appear under on the internet, for the allow-lists of partners."
  value       = [for key in keys(local.nat_zones) : aws_eip.nat[key].public_ip]
}

output "private_route_table_ids" {
  description = "Route tables of the private subnets, one per zone, for peering and transit gateway routes."
  value       = [for key in keys(local.zones) : aws_route_table.private[key].id]
}

output "flow_log_group_name" {
  description = "CloudWatch log group that holds the flow logs."
  value       = aws_cloudwatch_log_group.flow.name
}
