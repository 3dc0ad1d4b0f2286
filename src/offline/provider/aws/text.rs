//! Text that AWS puts into attributes: of one type first, and then of a name that is used in one sense
//! everywhere.

use super::super::invent::{INSTANT, Inventor, last};
use super::{arn, arn_of, id, id_of, number};

/// Text for an attribute of a name that AWS uses in one sense everywhere.
pub(super) fn text(of: &Inventor<'_>, path: &str) -> Option<String> {
    let settings = of.settings;
    let region = of.string("region").unwrap_or(&settings.region);
    let last = last(path);
    let hash = |digits| of.seed.hex(path, digits);
    let host = |service: &str| {
        let name = of.name.trim_matches(['/', '.']).replace('/', "-");
        format!("{name}.{}.{region}.{service}.{}", hash(12), settings.dns_suffix())
    };
    let bucket = of.string("bucket").unwrap_or(&of.name);
    Some(match (of.type_name, last) {
        (_, "id") if path == "id" => id(of),
        (_, "arn") if path == "arn" => arn(of),
        (_, "region") => region.to_owned(),
        (_, "name") if path == "name" => of.name.clone(),
        (_, "account_id" | "owner_id" | "registry_id" | "aws_account_id" | "owner_account_id")
        | (_, "catalog_id" | "owner_account") => settings.account.clone(),
        (_, "partition") => settings.partition().to_owned(),
        (_, "availability_zone" | "availability_zone_name") => zone(of, settings.zones(), path),
        (_, "availability_zone_id") => zone(of, settings.zone_ids(), path),

        ("aws_s3_bucket", "bucket") => of.name.clone(),
        ("aws_s3_bucket", "bucket_domain_name") => format!("{bucket}.s3.{}", settings.dns_suffix()),
        ("aws_s3_bucket", "bucket_regional_domain_name") => {
            format!("{bucket}.s3.{region}.{}", settings.dns_suffix())
        }
        ("aws_s3_bucket", "bucket_region") => region.to_owned(),
        ("aws_s3_bucket" | "aws_s3_bucket_website_configuration", "website_endpoint") => {
            format!("{bucket}.s3-website-{region}.{}", settings.dns_suffix())
        }
        ("aws_s3_bucket" | "aws_s3_bucket_website_configuration", "website_domain") => {
            format!("s3-website-{region}.{}", settings.dns_suffix())
        }
        ("aws_sqs_queue", "url") => id(of),
        ("aws_dynamodb_table", "stream_arn") => {
            format!("{}/stream/{}", arn(of), "2026-01-01T00:00:00.000")
        }
        ("aws_dynamodb_table", "stream_label") => "2026-01-01T00:00:00.000".to_owned(),
        ("aws_lambda_function", "invoke_arn") => invoke_arn(of, &arn(of)),
        ("aws_lambda_function", "qualified_arn") => format!("{}:1", arn(of)),
        ("aws_lambda_function", "qualified_invoke_arn") => {
            invoke_arn(of, &format!("{}:1", arn(of)))
        }
        ("aws_lambda_function_url", "function_url") => {
            format!("https://{}.lambda-url.{region}.on.aws/", hash(32))
        }
        ("aws_lambda_function", "code_sha256" | "source_code_hash") => of.seed.base64(path, 32),
        ("aws_lb" | "aws_alb", "dns_name") => {
            format!(
                "{}-{}.{region}.elb.{}",
                of.name,
                of.seed.below(path, 1_000_000_000),
                settings.dns_suffix()
            )
        }
        ("aws_lb" | "aws_alb" | "aws_lb_target_group" | "aws_alb_target_group", "arn_suffix") => {
            let arn = arn(of);
            let suffix = arn.rsplit(':').next().unwrap_or_default();
            suffix.trim_start_matches("loadbalancer/").to_owned()
        }
        ("aws_db_instance" | "aws_rds_cluster_instance", "address" | "endpoint") => {
            let host = format!(
                "{}.{}.{region}.rds.{}",
                of.name,
                of.seed.hex("endpoint", 12),
                settings.dns_suffix()
            );
            if last == "address" || of.type_name != "aws_db_instance" {
                host
            } else {
                format!("{host}:{}", number(of, "port").unwrap_or(5432))
            }
        }
        ("aws_db_instance", "resource_id") => id(of),
        ("aws_db_instance", "identifier") => of.name.clone(),
        (
            "aws_rds_cluster" | "aws_docdb_cluster" | "aws_neptune_cluster",
            "endpoint" | "reader_endpoint",
        ) => {
            let kind = if last == "endpoint" { "cluster" } else { "cluster-ro" };
            format!(
                "{}.{kind}-{}.{region}.rds.{}",
                of.name,
                of.seed.hex("endpoint", 12),
                settings.dns_suffix()
            )
        }
        ("aws_elasticache_replication_group", "primary_endpoint_address") => {
            format!("master.{}", of.name) + &cache_host(of, region)
        }
        ("aws_elasticache_replication_group", "reader_endpoint_address") => {
            format!("replica.{}", of.name) + &cache_host(of, region)
        }
        ("aws_elasticache_replication_group", "configuration_endpoint_address") => {
            format!("clustercfg.{}", of.name) + &cache_host(of, region)
        }
        ("aws_elasticache_serverless_cache", "address") => {
            format!("{}-{}.serverless.{region}.cache.{}", of.name, hash(6), settings.dns_suffix())
        }
        ("aws_ecr_repository", "repository_url") => {
            format!("{}.dkr.ecr.{region}.{}/{}", settings.account, settings.dns_suffix(), of.name)
        }
        ("aws_eks_cluster", "endpoint") => {
            format!(
                "https://{}.gr7.{region}.eks.{}",
                of.seed.upper("eks", 32),
                settings.dns_suffix()
            )
        }
        ("aws_eks_cluster", "issuer") => {
            format!(
                "https://oidc.eks.{region}.{}/id/{}",
                settings.dns_suffix(),
                of.seed.upper("eks", 32)
            )
        }
        ("aws_eks_cluster", "data") => of.seed.base64(path, 96),
        ("aws_cloudfront_distribution", "domain_name") if path == "domain_name" => {
            format!("d{}.cloudfront.net", hash(13))
        }
        ("aws_cloudfront_distribution", "hosted_zone_id") => "Z2FDTNDATAQYW2".to_owned(),
        ("aws_cloudfront_origin_access_identity", "iam_arn") => arn(of),
        ("aws_apigatewayv2_api", "api_endpoint") => {
            let scheme =
                if of.string("protocol_type") == Some("WEBSOCKET") { "wss" } else { "https" };
            format!("{scheme}://{}.execute-api.{region}.{}", id(of), settings.dns_suffix())
        }
        ("aws_apigatewayv2_api" | "aws_api_gateway_rest_api", "execution_arn") => {
            format!(
                "arn:{}:execute-api:{region}:{}:{}",
                settings.partition(),
                settings.account,
                id(of)
            )
        }
        ("aws_api_gateway_rest_api", "root_resource_id") => hash(10),
        ("aws_apigatewayv2_stage" | "aws_api_gateway_stage", "invoke_url") => {
            let api = of.string("api_id").or_else(|| of.string("rest_api_id")).unwrap_or("example");
            let stage = of.string("stage_name").unwrap_or(&of.name).trim_start_matches('$');
            format!("https://{api}.execute-api.{region}.{}/{stage}", settings.dns_suffix())
        }
        ("aws_cognito_user_pool", "endpoint") => {
            format!("cognito-idp.{region}.{}/{}", settings.dns_suffix(), id(of))
        }
        ("aws_acm_certificate", "resource_record_name") => format!("_{}.example.com.", hash(32)),
        ("aws_acm_certificate", "resource_record_type") => "CNAME".to_owned(),
        ("aws_acm_certificate", "resource_record_value") => {
            format!("_{}.acm-validations.aws.", hash(32))
        }
        ("aws_acm_certificate", "status") => "ISSUED".to_owned(),
        ("aws_acm_certificate_validation", "certificate_arn") => arn_of(of, "aws_acm_certificate"),
        ("aws_iam_access_key", "secret") => of.seed.base64(path, 30),
        ("aws_iam_role" | "aws_iam_user" | "aws_iam_group", "unique_id") => {
            format!("AROA{}", of.seed.upper(path, 17))
        }
        ("aws_iam_role" | "aws_iam_policy" | "aws_iam_user", "path") => "/".to_owned(),
        ("aws_kms_key" | "aws_kms_replica_key", "key_id") => id(of),
        ("aws_kms_alias", "target_key_arn") => arn_of(of, "aws_kms_key"),
        ("aws_ecs_task_definition", "arn_without_revision") => {
            arn(of).trim_end_matches(":1").to_owned()
        }
        ("aws_route53_zone", "zone_id") => id(of),
        ("aws_route53_record", "fqdn") => of.name.trim_end_matches('.').to_owned(),
        ("aws_efs_file_system", "dns_name") => {
            format!("{}.efs.{region}.{}", id(of), settings.dns_suffix())
        }
        ("aws_instance", "private_dns") => {
            format!("ip-10-0-0-{}.{region}.compute.internal", octet(of))
        }
        ("aws_instance", "public_dns") => {
            format!("ec2-203-0-113-{}.{region}.compute.{}", octet(of), settings.dns_suffix())
        }
        ("aws_eip", "allocation_id") => id(of),
        ("aws_secretsmanager_secret_version", "version_id") => of.seed.uuid(path),
        ("aws_secretsmanager_random_password", "random_password") => of.seed.hex(path, 32),
        ("aws_opensearch_domain", "endpoint" | "dashboard_endpoint") => {
            let end = if last == "endpoint" { "" } else { "/_dashboards" };
            format!(
                "search-{}-{}.{region}.es.{}{end}",
                of.name,
                of.seed.hex("es", 26),
                settings.dns_suffix()
            )
        }
        ("aws_sfn_state_machine" | "aws_cloudwatch_event_bus", "creation_date") => {
            INSTANT.to_owned()
        }

        (_, "kms_key_arn" | "kms_key_id" | "kms_master_key_id" | "kms_key") => {
            arn_of(of, "aws_kms_key")
        }
        (_, "secret_arn") => arn_of(of, "aws_secretsmanager_secret"),
        (_, "certificate_arn" | "acm_certificate_arn") => arn_of(of, "aws_acm_certificate"),
        (_, "topic_arn" | "sns_topic_arn") => arn_of(of, "aws_sns_topic"),
        (_, "queue_arn") => arn_of(of, "aws_sqs_queue"),
        (_, "bucket_arn") => arn_of(of, "aws_s3_bucket"),
        (_, "function_arn" | "lambda_function_arn") => arn_of(of, "aws_lambda_function"),
        (_, "cluster_arn") => arn_of(of, "aws_ecs_cluster"),
        (_, "alb_arn" | "load_balancer_arn") => arn_of(of, "aws_lb"),
        (_, "target_group_arn") => arn_of(of, "aws_lb_target_group"),
        (_, last) if last.ends_with("role_arn") => arn_of(of, "aws_iam_role"),
        (_, last) if last.ends_with("_arn") || last == "arn" => arn(of),
        (_, "hosted_zone_id" | "zone_id") => format!("Z{}", of.seed.upper(path, 19)),
        (_, "cidr_block" | "cidr") => format!("10.{}.0.0/16", of.seed.below(path, 256)),
        (_, "ipv6_cidr_block") => format!("2001:db8:{}:{}00::/56", hash(4), of.seed.hex("v6", 2)),
        (_, "private_ip" | "private_ip_address" | "ip_address") => format!("10.0.0.{}", octet(of)),
        (_, "public_ip" | "carrier_ip" | "customer_owned_ip") => format!("203.0.113.{}", octet(of)),
        (_, "ipv6_address") => format!("2001:db8::{}", hash(4)),
        (_, "mac_address") => {
            format!("02:00:5e:{}:{}:{}", &hash(6)[..2], &hash(6)[2..4], &hash(6)[4..])
        }
        (_, "dns_name" | "domain_name" | "cname" | "hostname") => host(service(of.type_name)),
        (_, "endpoint" | "address") => host(service(of.type_name)),
        (_, "policy" | "json" | "assume_role_policy" | "policy_document") => {
            r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned()
        }
        (_, "engine_version_actual") => of.string("engine_version")?.to_owned(),
        (_, "etag" | "lock_token") => hash(32),
        (_, "version_id") => hash(32),
        (_, "uuid") => of.seed.uuid(path),
        (_, "status" | "state") => "ACTIVE".to_owned(),
        (_, last) => id_of(&of.seed, last.strip_suffix("_id")?.trim_start_matches("default_"))?,
    })
}

/// The zone that the last digit of the seed chooses.
fn zone(of: &Inventor<'_>, zones: [String; 3], path: &str) -> String {
    let digit = of.string("id").and_then(|id| id.chars().last()?.to_digit(16));
    let at = digit.map_or_else(|| of.seed.below(path, 3), u64::from) % 3;
    zones.into_iter().nth(usize::from(at as u8)).unwrap_or_default()
}

fn octet(of: &Inventor<'_>) -> u64 {
    of.seed.below("octet", 250) + 4
}

fn cache_host(of: &Inventor<'_>, region: &str) -> String {
    let zone: String =
        region.split('-').map(|part| part.get(..2.min(part.len())).unwrap_or(part)).collect();
    format!(".{}.{zone}.cache.{}", of.seed.hex("cache", 6), of.settings.dns_suffix())
}

fn invoke_arn(of: &Inventor<'_>, function: &str) -> String {
    let (partition, region) = (of.settings.partition(), &of.settings.region);
    format!(
        "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/{function}/invocations"
    )
}

/// The word of the type that stands for the service: `aws_rds_cluster` is of `rds`.
fn service(type_name: &str) -> &str {
    type_name.trim_start_matches("aws_").split('_').next().unwrap_or_default()
}
