//! Arguments that cannot be changed on what is there: a change destroys the object and creates
//! another.
//!
//! A curated list, because no schema tells: providers keep it in their code. An argument is in it
//! only where every change of a value is a replacement, in every recent release of the provider;
//! what is replaced only at times, or is updated since some release, is not.

/// Whether a change of the argument `path` of a resource type replaces the object; `path` has the
/// nested blocks before the argument, as in `root_block_device.encrypted`.
#[must_use]
pub(super) fn on_change(kind: &str, path: &str) -> bool {
    let row = REPLACES.binary_search_by(|(other, _)| (*other).cmp(kind));
    row.is_ok_and(|at| REPLACES[at].1.contains(&path))
}

/// Resource types in the order of their names, and the arguments of each.
#[rustfmt::skip]
const REPLACES: &[(&str, &[&str])] = &[
    ("aws_acm_certificate", &[
        "domain_name", "key_algorithm", "subject_alternative_names", "validation_method",
    ]),
    ("aws_apigatewayv2_api", &["protocol_type"]),
    ("aws_apigatewayv2_integration", &["api_id", "integration_type"]),
    ("aws_apigatewayv2_route", &["api_id"]),
    ("aws_apigatewayv2_stage", &["api_id", "name"]),
    ("aws_appautoscaling_target", &["resource_id", "scalable_dimension", "service_namespace"]),
    ("aws_athena_workgroup", &["name"]),
    ("aws_autoscaling_group", &["name", "name_prefix"]),
    ("aws_backup_vault", &["kms_key_arn", "name"]),
    ("aws_cloudformation_stack", &["name"]),
    ("aws_cloudtrail", &["name"]),
    ("aws_cloudwatch_event_bus", &["name"]),
    ("aws_cloudwatch_event_rule", &["event_bus_name", "name", "name_prefix"]),
    ("aws_cloudwatch_event_target", &["event_bus_name", "rule", "target_id"]),
    ("aws_cloudwatch_log_group", &["name", "name_prefix"]),
    ("aws_cloudwatch_metric_alarm", &["alarm_name"]),
    ("aws_codebuild_project", &["name"]),
    ("aws_cognito_user_pool", &["alias_attributes", "username_attributes"]),
    ("aws_customer_gateway", &["bgp_asn", "ip_address", "type"]),
    ("aws_db_instance", &[
        "availability_zone", "character_set_name", "db_name", "engine", "kms_key_id",
        "storage_encrypted", "timezone", "username",
    ]),
    ("aws_db_option_group", &[
        "engine_name", "major_engine_version", "name", "name_prefix", "option_group_description",
    ]),
    ("aws_db_parameter_group", &["description", "family", "name", "name_prefix"]),
    ("aws_db_subnet_group", &["name", "name_prefix"]),
    ("aws_docdb_cluster", &[
        "cluster_identifier", "db_subnet_group_name", "engine", "kms_key_id", "master_username",
        "storage_encrypted",
    ]),
    ("aws_dynamodb_table", &["hash_key", "name", "range_key"]),
    ("aws_ebs_volume", &["availability_zone", "encrypted", "kms_key_id", "snapshot_id"]),
    ("aws_ecr_repository", &[
        "encryption_configuration.encryption_type", "encryption_configuration.kms_key", "name",
    ]),
    ("aws_ecs_cluster", &["name"]),
    ("aws_ecs_service", &["cluster", "name", "scheduling_strategy"]),
    ("aws_ecs_task_definition", &["family"]),
    ("aws_efs_access_point", &["file_system_id"]),
    ("aws_efs_file_system", &[
        "availability_zone_name", "creation_token", "encrypted", "kms_key_id", "performance_mode",
    ]),
    ("aws_efs_mount_target", &["file_system_id", "ip_address", "subnet_id"]),
    ("aws_egress_only_internet_gateway", &["vpc_id"]),
    ("aws_eip", &["domain", "network_border_group", "public_ipv4_pool"]),
    ("aws_eks_addon", &["addon_name", "cluster_name"]),
    ("aws_eks_cluster", &["name"]),
    ("aws_eks_fargate_profile", &[
        "cluster_name", "fargate_profile_name", "pod_execution_role_arn", "subnet_ids",
    ]),
    ("aws_eks_node_group", &[
        "ami_type", "capacity_type", "cluster_name", "disk_size", "instance_types",
        "node_group_name", "node_group_name_prefix", "node_role_arn", "subnet_ids",
    ]),
    ("aws_elasticache_cluster", &[
        "cluster_id", "port", "replication_group_id", "subnet_group_name",
    ]),
    ("aws_elasticache_parameter_group", &["description", "family", "name"]),
    ("aws_elasticache_replication_group", &[
        "at_rest_encryption_enabled", "kms_key_id", "port", "replication_group_id",
        "subnet_group_name",
    ]),
    ("aws_elasticache_subnet_group", &["name"]),
    ("aws_elasticsearch_domain", &["domain_name"]),
    ("aws_flow_log", &[
        "iam_role_arn", "log_destination", "log_destination_type", "log_format",
        "max_aggregation_interval", "subnet_id", "traffic_type", "vpc_id",
    ]),
    ("aws_glue_catalog_database", &["name"]),
    ("aws_glue_job", &["name"]),
    ("aws_iam_access_key", &["user"]),
    ("aws_iam_group_policy_attachment", &["group", "policy_arn"]),
    ("aws_iam_instance_profile", &["name", "name_prefix", "path"]),
    ("aws_iam_openid_connect_provider", &["url"]),
    ("aws_iam_policy", &["description", "name", "name_prefix", "path"]),
    ("aws_iam_role", &["name", "name_prefix", "path"]),
    ("aws_iam_role_policy", &["name", "name_prefix", "role"]),
    ("aws_iam_role_policy_attachment", &["policy_arn", "role"]),
    ("aws_iam_service_linked_role", &["aws_service_name", "custom_suffix"]),
    ("aws_iam_user_policy_attachment", &["policy_arn", "user"]),
    ("aws_instance", &[
        "ami", "availability_zone", "key_name", "private_ip", "root_block_device.encrypted",
        "root_block_device.kms_key_id", "subnet_id",
    ]),
    ("aws_key_pair", &["key_name", "key_name_prefix", "public_key"]),
    ("aws_kinesis_firehose_delivery_stream", &["destination", "name"]),
    ("aws_kinesis_stream", &["name"]),
    ("aws_kms_alias", &["name", "name_prefix"]),
    ("aws_kms_key", &[
        "custom_key_store_id", "customer_master_key_spec", "key_usage", "multi_region",
    ]),
    ("aws_lambda_alias", &["function_name", "name"]),
    ("aws_lambda_event_source_mapping", &["event_source_arn", "starting_position"]),
    ("aws_lambda_function", &["function_name", "package_type"]),
    ("aws_lambda_layer_version", &["layer_name"]),
    ("aws_lambda_permission", &[
        "action", "function_name", "principal", "qualifier", "source_account", "source_arn",
        "statement_id",
    ]),
    ("aws_launch_template", &["name", "name_prefix"]),
    ("aws_lb", &["internal", "load_balancer_type", "name", "name_prefix"]),
    ("aws_lb_listener", &["load_balancer_arn"]),
    ("aws_lb_listener_rule", &["listener_arn"]),
    ("aws_lb_target_group", &[
        "ip_address_type", "name", "name_prefix", "port", "protocol", "protocol_version",
        "target_type", "vpc_id",
    ]),
    ("aws_lb_target_group_attachment", &[
        "availability_zone", "port", "target_group_arn", "target_id",
    ]),
    ("aws_mq_broker", &[
        "broker_name", "deployment_mode", "engine_type", "publicly_accessible", "subnet_ids",
    ]),
    ("aws_msk_cluster", &["cluster_name"]),
    ("aws_nat_gateway", &["connectivity_type", "subnet_id"]),
    ("aws_neptune_cluster", &["cluster_identifier", "kms_key_arn", "storage_encrypted"]),
    ("aws_network_acl", &["vpc_id"]),
    ("aws_network_acl_rule", &[
        "cidr_block", "egress", "from_port", "ipv6_cidr_block", "network_acl_id", "protocol",
        "rule_action", "rule_number", "to_port",
    ]),
    ("aws_opensearch_domain", &["domain_name"]),
    ("aws_rds_cluster", &[
        "availability_zones", "cluster_identifier", "database_name", "db_subnet_group_name",
        "engine", "engine_mode", "kms_key_id", "master_username", "storage_encrypted",
    ]),
    ("aws_rds_cluster_instance", &[
        "availability_zone", "cluster_identifier", "db_subnet_group_name", "engine",
    ]),
    ("aws_rds_cluster_parameter_group", &["description", "family", "name", "name_prefix"]),
    ("aws_redshift_cluster", &["cluster_identifier", "database_name", "master_username"]),
    ("aws_route", &[
        "destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id",
        "route_table_id",
    ]),
    ("aws_route53_record", &["name", "zone_id"]),
    ("aws_route53_zone", &["delegation_set_id", "name"]),
    ("aws_route_table", &["vpc_id"]),
    ("aws_route_table_association", &["gateway_id", "subnet_id"]),
    ("aws_s3_bucket", &["bucket", "bucket_prefix", "object_lock_enabled"]),
    ("aws_s3_bucket_acl", &["bucket"]),
    ("aws_s3_bucket_cors_configuration", &["bucket"]),
    ("aws_s3_bucket_lifecycle_configuration", &["bucket"]),
    ("aws_s3_bucket_logging", &["bucket"]),
    ("aws_s3_bucket_notification", &["bucket"]),
    ("aws_s3_bucket_ownership_controls", &["bucket"]),
    ("aws_s3_bucket_policy", &["bucket"]),
    ("aws_s3_bucket_public_access_block", &["bucket"]),
    ("aws_s3_bucket_server_side_encryption_configuration", &["bucket"]),
    ("aws_s3_bucket_versioning", &["bucket"]),
    ("aws_s3_bucket_website_configuration", &["bucket"]),
    ("aws_s3_object", &["bucket", "key"]),
    ("aws_secretsmanager_secret", &["name", "name_prefix"]),
    ("aws_secretsmanager_secret_version", &["secret_id"]),
    ("aws_security_group", &["description", "name", "name_prefix", "vpc_id"]),
    ("aws_security_group_rule", &[
        "cidr_blocks", "from_port", "ipv6_cidr_blocks", "prefix_list_ids", "protocol",
        "security_group_id", "self", "source_security_group_id", "to_port", "type",
    ]),
    ("aws_service_discovery_private_dns_namespace", &["name", "vpc"]),
    ("aws_service_discovery_service", &["name"]),
    ("aws_sfn_state_machine", &["name", "name_prefix", "type"]),
    ("aws_sns_topic", &["fifo_topic", "name", "name_prefix"]),
    ("aws_sns_topic_subscription", &["endpoint", "protocol", "topic_arn"]),
    ("aws_sqs_queue", &["fifo_queue", "name", "name_prefix"]),
    ("aws_ssm_parameter", &["name"]),
    ("aws_subnet", &[
        "availability_zone", "availability_zone_id", "cidr_block", "ipv6_native", "outpost_arn",
        "vpc_id",
    ]),
    ("aws_vpc", &["cidr_block", "ipv4_ipam_pool_id"]),
    ("aws_vpc_endpoint", &["service_name", "vpc_endpoint_type", "vpc_id"]),
    ("aws_vpc_ipv4_cidr_block_association", &["cidr_block", "vpc_id"]),
    ("aws_vpc_peering_connection", &["peer_owner_id", "peer_region", "peer_vpc_id", "vpc_id"]),
    ("aws_vpc_security_group_egress_rule", &["security_group_id"]),
    ("aws_vpc_security_group_ingress_rule", &["security_group_id"]),
    ("aws_wafv2_ip_set", &["ip_address_version", "name", "scope"]),
    ("aws_wafv2_web_acl", &["name", "scope"]),
    ("azurerm_key_vault", &["location", "name", "resource_group_name"]),
    ("azurerm_kubernetes_cluster", &["dns_prefix", "location", "name", "resource_group_name"]),
    ("azurerm_resource_group", &["location", "name"]),
    ("azurerm_storage_account", &["location", "name", "resource_group_name"]),
    ("azurerm_subnet", &["name", "resource_group_name", "virtual_network_name"]),
    ("azurerm_virtual_network", &["location", "name", "resource_group_name"]),
    ("google_compute_instance", &["name", "zone"]),
    ("google_compute_network", &["auto_create_subnetworks", "name", "project"]),
    ("google_compute_subnetwork", &["name", "network", "region"]),
    ("google_container_cluster", &["location", "name", "network"]),
    ("google_service_account", &["account_id", "project"]),
    ("google_sql_database_instance", &["region"]),
    ("google_storage_bucket", &["location", "name", "project"]),
    ("helm_release", &["name", "namespace"]),
    ("kubernetes_namespace", &["metadata.name"]),
    ("local_file", &["content", "filename"]),
    ("null_resource", &["triggers"]),
    ("random_id", &["byte_length", "keepers", "prefix"]),
    ("random_integer", &["keepers", "max", "min", "seed"]),
    ("random_password", &[
        "keepers", "length", "lower", "min_lower", "min_numeric", "min_special", "min_upper",
        "numeric", "override_special", "special", "upper",
    ]),
    ("random_pet", &["keepers", "length", "prefix", "separator"]),
    ("random_shuffle", &["input", "keepers", "result_count", "seed"]),
    ("random_string", &[
        "keepers", "length", "lower", "min_lower", "min_numeric", "min_special", "min_upper",
        "numeric", "override_special", "special", "upper",
    ]),
    ("terraform_data", &["triggers_replace"]),
    ("tls_private_key", &["algorithm", "ecdsa_curve", "rsa_bits"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Kind, Providers, Step};

    #[test]
    fn the_list_is_in_order_and_says_nothing_twice() {
        assert!(REPLACES.is_sorted_by(|a, b| a.0 < b.0));
        for (kind, arguments) in REPLACES {
            assert!(arguments.is_sorted_by(|a, b| a < b), "{kind}");
        }
    }

    #[test]
    fn what_is_listed_can_be_set() {
        for (kind, arguments) in REPLACES {
            let Some(provider) = Providers::embedded().of_type(kind) else { continue };
            for argument in *arguments {
                let mut path = Vec::new();
                for name in argument.split('.') {
                    if !path.is_empty() {
                        path.push(Step::Index);
                    }
                    path.push(Step::Name(name));
                }
                let found = provider.attribute_type(Kind::Resource, kind, &path);
                assert!(found.is_ok(), "{kind}.{argument}: {found:?}");
            }
        }
    }

    #[test]
    fn only_what_is_listed_replaces() {
        assert!(on_change("aws_db_instance", "engine"));
        assert!(on_change("aws_instance", "root_block_device.encrypted"));
        // Updated in place since 2023.
        assert!(!on_change("aws_db_instance", "identifier"));
        assert!(!on_change("aws_db_instance", "engine_version"));
        assert!(!on_change("unheard_of", "name"));
    }
}
