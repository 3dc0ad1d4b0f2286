//! How AWS names what it makes: identifiers and ARNs, a line for each type that is often used.
//!
//! In the patterns, `{n}` is the name, `{id}` the identifier, `{p}`, `{r}` and `{a}` partition,
//! region and account, `{h8}` so many hexadecimal digits, `{X8}` upper-case letters and digits,
//! `{d6}` decimal digits, `{u}` a UUID.

/// How one type's resources are identified.
#[derive(Debug, Clone, Copy)]
pub struct Identity {
    /// The resource type.
    pub type_name: &'static str,
    /// The pattern of its `id`.
    pub id: &'static str,
    /// The pattern of its `arn`; empty when it has none.
    pub arn: &'static str,
}

/// The identity of a type, when it is one of those below.
#[must_use]
pub fn identity(type_name: &str) -> Option<&'static Identity> {
    let at = IDENTITIES.binary_search_by(|i| i.type_name.cmp(type_name)).ok()?;
    Some(&IDENTITIES[at])
}

const fn of(type_name: &'static str, id: &'static str, arn: &'static str) -> Identity {
    Identity { type_name, id, arn }
}

/// Sorted by type.
static IDENTITIES: &[Identity] = &[
    of("aws_acm_certificate", "{arn}", "arn:{p}:acm:{r}:{a}:certificate/{u}"),
    of("aws_alb", "{arn}", "arn:{p}:elasticloadbalancing:{r}:{a}:loadbalancer/app/{n}/{h16}"),
    of(
        "aws_alb_target_group",
        "{arn}",
        "arn:{p}:elasticloadbalancing:{r}:{a}:targetgroup/{n}/{h16}",
    ),
    of("aws_ami", "ami-0{h16}", "arn:{p}:ec2:{r}::image/{id}"),
    of("aws_api_gateway_rest_api", "{h10}", "arn:{p}:apigateway:{r}::/restapis/{id}"),
    of("aws_apigatewayv2_api", "{h10}", "arn:{p}:apigateway:{r}::/apis/{id}"),
    of("aws_appautoscaling_policy", "{n}", "arn:{p}:autoscaling:{r}:{a}:scalingPolicy:{u}"),
    of("aws_athena_workgroup", "{n}", "arn:{p}:athena:{r}:{a}:workgroup/{n}"),
    of(
        "aws_autoscaling_group",
        "{n}",
        "arn:{p}:autoscaling:{r}:{a}:autoScalingGroup:{u}:autoScalingGroupName/{n}",
    ),
    of(
        "aws_autoscaling_policy",
        "{n}",
        "arn:{p}:autoscaling:{r}:{a}:scalingPolicy:{u}:policyName/{n}",
    ),
    of("aws_backup_plan", "{u}", "arn:{p}:backup:{r}:{a}:backup-plan:{id}"),
    of("aws_backup_vault", "{n}", "arn:{p}:backup:{r}:{a}:backup-vault:{n}"),
    of("aws_batch_job_queue", "{arn}", "arn:{p}:batch:{r}:{a}:job-queue/{n}"),
    of("aws_budgets_budget", "{a}:{n}", "arn:{p}:budgets::{a}:budget/{n}"),
    of("aws_cloudfront_cache_policy", "{u}", "arn:{p}:cloudfront::{a}:cache-policy/{id}"),
    of("aws_cloudfront_distribution", "E{X13}", "arn:{p}:cloudfront::{a}:distribution/{id}"),
    of("aws_cloudfront_function", "{n}", "arn:{p}:cloudfront::{a}:function/{n}"),
    of(
        "aws_cloudfront_origin_access_control",
        "E{X13}",
        "arn:{p}:cloudfront::{a}:origin-access-control/{id}",
    ),
    of(
        "aws_cloudfront_origin_access_identity",
        "E{X13}",
        "arn:{p}:iam::cloudfront:user/CloudFront Origin Access Identity {id}",
    ),
    of(
        "aws_cloudfront_response_headers_policy",
        "{u}",
        "arn:{p}:cloudfront::{a}:response-headers-policy/{id}",
    ),
    of("aws_cloudtrail", "{arn}", "arn:{p}:cloudtrail:{r}:{a}:trail/{n}"),
    of("aws_cloudwatch_composite_alarm", "{n}", "arn:{p}:cloudwatch:{r}:{a}:alarm:{n}"),
    of("aws_cloudwatch_dashboard", "{n}", ""),
    of("aws_cloudwatch_event_bus", "{n}", "arn:{p}:events:{r}:{a}:event-bus/{n}"),
    of("aws_cloudwatch_event_rule", "{n}", "arn:{p}:events:{r}:{a}:rule/{n}"),
    of("aws_cloudwatch_log_group", "{n}", "arn:{p}:logs:{r}:{a}:log-group:{n}"),
    of("aws_cloudwatch_metric_alarm", "{n}", "arn:{p}:cloudwatch:{r}:{a}:alarm:{n}"),
    of("aws_codebuild_project", "{arn}", "arn:{p}:codebuild:{r}:{a}:project/{n}"),
    of("aws_codepipeline", "{n}", "arn:{p}:codepipeline:{r}:{a}:{n}"),
    of("aws_cognito_user_pool", "{r}_{X9}", "arn:{p}:cognito-idp:{r}:{a}:userpool/{id}"),
    of("aws_customer_gateway", "cgw-0{h16}", "arn:{p}:ec2:{r}:{a}:customer-gateway/{id}"),
    of("aws_db_instance", "db-{X26}", "arn:{p}:rds:{r}:{a}:db:{n}"),
    of("aws_db_option_group", "{n}", "arn:{p}:rds:{r}:{a}:og:{n}"),
    of("aws_db_parameter_group", "{n}", "arn:{p}:rds:{r}:{a}:pg:{n}"),
    of("aws_db_proxy", "{n}", "arn:{p}:rds:{r}:{a}:db-proxy:prx-0{h16}"),
    of("aws_db_snapshot", "{n}", ""),
    of("aws_db_subnet_group", "{n}", "arn:{p}:rds:{r}:{a}:subgrp:{n}"),
    of("aws_default_security_group", "sg-0{h16}", "arn:{p}:ec2:{r}:{a}:security-group/{id}"),
    of("aws_docdb_cluster", "{n}", "arn:{p}:rds:{r}:{a}:cluster:{n}"),
    of("aws_dynamodb_table", "{n}", "arn:{p}:dynamodb:{r}:{a}:table/{n}"),
    of("aws_ebs_volume", "vol-0{h16}", "arn:{p}:ec2:{r}:{a}:volume/{id}"),
    of("aws_ec2_managed_prefix_list", "pl-0{h16}", "arn:{p}:ec2:{r}:{a}:prefix-list/{id}"),
    of("aws_ec2_transit_gateway", "tgw-0{h16}", "arn:{p}:ec2:{r}:{a}:transit-gateway/{id}"),
    of(
        "aws_ec2_transit_gateway_route_table",
        "tgw-rtb-0{h16}",
        "arn:{p}:ec2:{r}:{a}:transit-gateway-route-table/{id}",
    ),
    of(
        "aws_ec2_transit_gateway_vpc_attachment",
        "tgw-attach-0{h16}",
        "arn:{p}:ec2:{r}:{a}:transit-gateway-attachment/{id}",
    ),
    of("aws_ecr_repository", "{n}", "arn:{p}:ecr:{r}:{a}:repository/{n}"),
    of("aws_ecs_cluster", "{arn}", "arn:{p}:ecs:{r}:{a}:cluster/{n}"),
    of("aws_ecs_service", "{arn}", "arn:{p}:ecs:{r}:{a}:service/{cluster}/{n}"),
    of("aws_ecs_task_definition", "{n}", "arn:{p}:ecs:{r}:{a}:task-definition/{n}:1"),
    of(
        "aws_efs_access_point",
        "fsap-0{h16}",
        "arn:{p}:elasticfilesystem:{r}:{a}:access-point/{id}",
    ),
    of("aws_efs_file_system", "fs-0{h16}", "arn:{p}:elasticfilesystem:{r}:{a}:file-system/{id}"),
    of("aws_efs_mount_target", "fsmt-0{h16}", ""),
    of("aws_egress_only_internet_gateway", "eigw-0{h16}", ""),
    of("aws_eip", "eipalloc-0{h16}", "arn:{p}:ec2:{r}:{a}:elastic-ip/{id}"),
    of("aws_eks_cluster", "{n}", "arn:{p}:eks:{r}:{a}:cluster/{n}"),
    of("aws_eks_node_group", "{cluster}:{n}", "arn:{p}:eks:{r}:{a}:nodegroup/{cluster}/{n}/{u}"),
    of("aws_elasticache_cluster", "{n}", "arn:{p}:elasticache:{r}:{a}:cluster:{n}"),
    of("aws_elasticache_parameter_group", "{n}", "arn:{p}:elasticache:{r}:{a}:parametergroup:{n}"),
    of(
        "aws_elasticache_replication_group",
        "{n}",
        "arn:{p}:elasticache:{r}:{a}:replicationgroup:{n}",
    ),
    of(
        "aws_elasticache_serverless_cache",
        "{n}",
        "arn:{p}:elasticache:{r}:{a}:serverlesscache:{n}",
    ),
    of("aws_elasticache_subnet_group", "{n}", "arn:{p}:elasticache:{r}:{a}:subnetgroup:{n}"),
    of("aws_flow_log", "fl-0{h16}", "arn:{p}:ec2:{r}:{a}:vpc-flow-log/{id}"),
    of("aws_glue_catalog_database", "{a}:{n}", "arn:{p}:glue:{r}:{a}:database/{n}"),
    of("aws_guardduty_detector", "{h32}", "arn:{p}:guardduty:{r}:{a}:detector/{id}"),
    of("aws_iam_access_key", "AKIA{X16}", ""),
    of("aws_iam_group", "{n}", "arn:{p}:iam::{a}:group{path}{n}"),
    of("aws_iam_instance_profile", "{n}", "arn:{p}:iam::{a}:instance-profile{path}{n}"),
    of("aws_iam_openid_connect_provider", "{arn}", "arn:{p}:iam::{a}:oidc-provider/{host}"),
    of("aws_iam_policy", "{arn}", "arn:{p}:iam::{a}:policy{path}{n}"),
    of("aws_iam_role", "{n}", "arn:{p}:iam::{a}:role{path}{n}"),
    of("aws_iam_saml_provider", "{arn}", "arn:{p}:iam::{a}:saml-provider/{n}"),
    of("aws_iam_user", "{n}", "arn:{p}:iam::{a}:user{path}{n}"),
    of("aws_instance", "i-0{h16}", "arn:{p}:ec2:{r}:{a}:instance/{id}"),
    of("aws_internet_gateway", "igw-0{h16}", "arn:{p}:ec2:{r}:{a}:internet-gateway/{id}"),
    of("aws_key_pair", "{n}", "arn:{p}:ec2:{r}:{a}:key-pair/{n}"),
    of(
        "aws_kinesis_firehose_delivery_stream",
        "{arn}",
        "arn:{p}:firehose:{r}:{a}:deliverystream/{n}",
    ),
    of("aws_kinesis_stream", "{arn}", "arn:{p}:kinesis:{r}:{a}:stream/{n}"),
    of("aws_kms_alias", "{n}", "arn:{p}:kms:{r}:{a}:{n}"),
    of("aws_kms_key", "{u}", "arn:{p}:kms:{r}:{a}:key/{id}"),
    of("aws_kms_replica_key", "{u}", "arn:{p}:kms:{r}:{a}:key/{id}"),
    of("aws_lambda_alias", "{arn}", "arn:{p}:lambda:{r}:{a}:function:{function}:{n}"),
    of(
        "aws_lambda_event_source_mapping",
        "{u}",
        "arn:{p}:lambda:{r}:{a}:event-source-mapping:{id}",
    ),
    of("aws_lambda_function", "{n}", "arn:{p}:lambda:{r}:{a}:function:{n}"),
    of("aws_lambda_layer_version", "{arn}", "arn:{p}:lambda:{r}:{a}:layer:{n}:1"),
    of("aws_launch_template", "lt-0{h16}", "arn:{p}:ec2:{r}:{a}:launch-template/{id}"),
    of("aws_lb", "{arn}", "arn:{p}:elasticloadbalancing:{r}:{a}:loadbalancer/{lb}/{n}/{h16}"),
    of(
        "aws_lb_listener",
        "{arn}",
        "arn:{p}:elasticloadbalancing:{r}:{a}:listener/{balancer}/{h16}",
    ),
    of(
        "aws_lb_listener_rule",
        "{arn}",
        "arn:{p}:elasticloadbalancing:{r}:{a}:listener-rule/{listener}/{h16}",
    ),
    of(
        "aws_lb_target_group",
        "{arn}",
        "arn:{p}:elasticloadbalancing:{r}:{a}:targetgroup/{n}/{h16}",
    ),
    of("aws_mq_broker", "b-{u}", "arn:{p}:mq:{r}:{a}:broker:{n}:{id}"),
    of("aws_msk_cluster", "{arn}", "arn:{p}:kafka:{r}:{a}:cluster/{n}/{u}-1"),
    of("aws_nat_gateway", "nat-0{h16}", ""),
    of("aws_network_acl", "acl-0{h16}", "arn:{p}:ec2:{r}:{a}:network-acl/{id}"),
    of("aws_network_interface", "eni-0{h16}", "arn:{p}:ec2:{r}:{a}:network-interface/{id}"),
    of("aws_opensearch_domain", "{arn}", "arn:{p}:es:{r}:{a}:domain/{n}"),
    of(
        "aws_organizations_account",
        "{d12}",
        "arn:{p}:organizations::{a}:account/o-exampleorg/{id}",
    ),
    of(
        "aws_organizations_organization",
        "o-exampleorg",
        "arn:{p}:organizations::{a}:organization/{id}",
    ),
    of(
        "aws_organizations_organizational_unit",
        "ou-{h4}-{h8}",
        "arn:{p}:organizations::{a}:ou/o-exampleorg/{id}",
    ),
    of(
        "aws_organizations_policy",
        "p-{h8}",
        "arn:{p}:organizations::{a}:policy/o-exampleorg/service_control_policy/{id}",
    ),
    of("aws_pipes_pipe", "{n}", "arn:{p}:pipes:{r}:{a}:pipe/{n}"),
    of("aws_rds_cluster", "{n}", "arn:{p}:rds:{r}:{a}:cluster:{n}"),
    of("aws_rds_cluster_instance", "{n}", "arn:{p}:rds:{r}:{a}:db:{n}"),
    of("aws_rds_cluster_parameter_group", "{n}", "arn:{p}:rds:{r}:{a}:cluster-pg:{n}"),
    of("aws_redshift_cluster", "{n}", "arn:{p}:redshift:{r}:{a}:namespace:{u}"),
    of("aws_route53_health_check", "{u}", "arn:{p}:route53:::healthcheck/{id}"),
    of("aws_route53_zone", "Z{X19}", "arn:{p}:route53:::hostedzone/{id}"),
    of("aws_route_table", "rtb-0{h16}", "arn:{p}:ec2:{r}:{a}:route-table/{id}"),
    of("aws_route_table_association", "rtbassoc-0{h16}", ""),
    of("aws_s3_access_point", "{a}:{n}", "arn:{p}:s3:{r}:{a}:accesspoint/{n}"),
    of("aws_s3_bucket", "{n}", "arn:{p}:s3:::{n}"),
    of("aws_s3_object", "{n}", "arn:{p}:s3:::{bucket}/{n}"),
    of("aws_scheduler_schedule", "{group}/{n}", "arn:{p}:scheduler:{r}:{a}:schedule/{group}/{n}"),
    of("aws_secretsmanager_secret", "{arn}", "arn:{p}:secretsmanager:{r}:{a}:secret:{n}-{X6}"),
    of("aws_security_group", "sg-0{h16}", "arn:{p}:ec2:{r}:{a}:security-group/{id}"),
    of("aws_security_group_rule", "sgrule-{d10}", ""),
    of(
        "aws_service_discovery_private_dns_namespace",
        "ns-{h16}",
        "arn:{p}:servicediscovery:{r}:{a}:namespace/{id}",
    ),
    of(
        "aws_service_discovery_service",
        "srv-{h16}",
        "arn:{p}:servicediscovery:{r}:{a}:service/{id}",
    ),
    of("aws_ses_domain_identity", "{n}", "arn:{p}:ses:{r}:{a}:identity/{n}"),
    of("aws_sesv2_email_identity", "{n}", "arn:{p}:ses:{r}:{a}:identity/{n}"),
    of("aws_sfn_state_machine", "{arn}", "arn:{p}:states:{r}:{a}:stateMachine:{n}"),
    of("aws_sns_topic", "{arn}", "arn:{p}:sns:{r}:{a}:{n}"),
    of("aws_sns_topic_subscription", "{arn}", "{topic}:{u}"),
    of("aws_sqs_queue", "https://sqs.{r}.{s}/{a}/{n}", "arn:{p}:sqs:{r}:{a}:{n}"),
    of("aws_ssm_document", "{n}", "arn:{p}:ssm:{r}:{a}:document/{n}"),
    of("aws_ssm_parameter", "{n}", "arn:{p}:ssm:{r}:{a}:parameter/{n}"),
    of("aws_subnet", "subnet-0{h16}", "arn:{p}:ec2:{r}:{a}:subnet/{id}"),
    of("aws_vpc", "vpc-0{h16}", "arn:{p}:ec2:{r}:{a}:vpc/{id}"),
    of("aws_vpc_dhcp_options", "dopt-0{h16}", "arn:{p}:ec2:{r}:{a}:dhcp-options/{id}"),
    of("aws_vpc_endpoint", "vpce-0{h16}", "arn:{p}:ec2:{r}:{a}:vpc-endpoint/{id}"),
    of("aws_vpc_ipam", "ipam-0{h16}", "arn:{p}:ec2::{a}:ipam/{id}"),
    of("aws_vpc_ipam_pool", "ipam-pool-0{h16}", "arn:{p}:ec2::{a}:ipam-pool/{id}"),
    of("aws_vpc_peering_connection", "pcx-0{h16}", ""),
    of(
        "aws_vpc_security_group_egress_rule",
        "sgr-0{h16}",
        "arn:{p}:ec2:{r}:{a}:security-group-rule/{id}",
    ),
    of(
        "aws_vpc_security_group_ingress_rule",
        "sgr-0{h16}",
        "arn:{p}:ec2:{r}:{a}:security-group-rule/{id}",
    ),
    of("aws_vpn_connection", "vpn-0{h16}", "arn:{p}:ec2:{r}:{a}:vpn-connection/{id}"),
    of("aws_vpn_gateway", "vgw-0{h16}", "arn:{p}:ec2:{r}:{a}:vpn-gateway/{id}"),
    of("aws_wafv2_ip_set", "{u}", "arn:{p}:wafv2:{r}:{a}:regional/ipset/{n}/{id}"),
    of("aws_wafv2_rule_group", "{u}", "arn:{p}:wafv2:{r}:{a}:regional/rulegroup/{n}/{id}"),
    of("aws_wafv2_web_acl", "{u}", "arn:{p}:wafv2:{r}:{a}:{scope}/webacl/{n}/{id}"),
    of("aws_xray_group", "{arn}", "arn:{p}:xray:{r}:{a}:group/{n}/{X26}"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Providers;

    #[test]
    fn every_type_in_the_table_exists_and_they_are_sorted() {
        let aws = Providers::embedded().find("aws").expect("aws is embedded");
        for pair in IDENTITIES.windows(2) {
            assert!(pair[0].type_name < pair[1].type_name, "{}", pair[1].type_name);
        }
        for identity in IDENTITIES {
            let schema = aws.resource(identity.type_name);
            let schema = schema.unwrap_or_else(|| panic!("there is no {}", identity.type_name));
            let has_arn = schema.block.attribute("arn").is_some();
            assert_eq!(has_arn, !identity.arn.is_empty(), "{}", identity.type_name);
        }
    }
}
