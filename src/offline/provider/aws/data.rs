//! What AWS's data sources say of the account, the region and the partition.

use super::super::invent::{Inventor, last};
use super::super::value::{Object, Value};
use super::{identities, policy_document};

/// A value for an attribute of one of AWS's data sources.
#[must_use]
pub fn value(of: &Inventor<'_>, path: &str) -> Option<Value> {
    let settings = of.settings;
    let text = |text: &str| Some(Value::from(text));
    let region = of.string("region").unwrap_or(&settings.region);
    match (of.type_name, last(path)) {
        ("aws_availability_zones", "names" | "id") if path == "id" => text(region),
        ("aws_availability_zones", "names") => Some(Value::from(settings.zones().to_vec())),
        ("aws_availability_zones", "zone_ids") => Some(Value::from(settings.zone_ids().to_vec())),
        ("aws_availability_zones", "group_names") => Some(Value::from(vec![region])),
        ("aws_availability_zone", "name") => {
            text(of.string("name").unwrap_or(&settings.zones()[0]))
        }
        ("aws_availability_zone", "name_suffix") => text("a"),
        ("aws_availability_zone", "zone_id") => text(&settings.zone_ids()[0]),
        ("aws_region", "name" | "id" | "region") => text(region),
        ("aws_region", "description") => text("Example (Offline)"),
        ("aws_region", "endpoint") => {
            Some(format!("ec2.{region}.{}", settings.dns_suffix()).into())
        }
        ("aws_regions", "names") => Some(Value::from(vec![region, "eu-central-1", "us-east-1"])),
        ("aws_caller_identity", "account_id" | "id") => text(&settings.account),
        ("aws_caller_identity", "arn") => Some(
            format!("arn:{}:iam::{}:user/offline", settings.partition(), settings.account).into(),
        ),
        ("aws_caller_identity", "user_id") => text("AIDAOFFLINEOFFLINEOFF"),
        ("aws_partition", "partition" | "id") => text(settings.partition()),
        ("aws_partition", "dns_suffix") => text(settings.dns_suffix()),
        ("aws_partition", "reverse_dns_prefix") => {
            let parts: Vec<_> = settings.dns_suffix().split('.').rev().collect();
            Some(parts.join(".").into())
        }
        ("aws_default_tags", "tags") => Some(Value::Object(settings.default_tags.clone())),
        ("aws_default_tags", "id") => text("tags"),
        ("aws_service_principal", "name") => {
            let service = of.string("service_name").unwrap_or("example");
            Some(format!("{service}.amazonaws.com").into())
        }
        ("aws_service_principal", "suffix") => text("amazonaws.com"),
        ("aws_iam_policy_document", "json" | "minified_json") => {
            let document = policy_document::document(&of.known);
            Some(policy_document::render(&document, last(path) == "minified_json").into())
        }
        ("aws_iam_policy_document", "id") => {
            Some(Value::from(of.seed.below("id", 1 << 32).to_string()))
        }
        ("aws_iam_policy_document", "version") => text("2012-10-17"),
        ("aws_secretsmanager_secret_version", "secret_string") => {
            text(r#"{"username":"example","password":"example"}"#)
        }
        ("aws_arn", part @ ("partition" | "service" | "region" | "account" | "resource")) => {
            let at = ["partition", "service", "region", "account", "resource"];
            let at = at.iter().position(|p| *p == part)?;
            text(of.string("arn")?.splitn(6, ':').nth(at + 1)?)
        }
        // There is never more than one.
        ("aws_ssoadmin_instances", "arns") => {
            let instance = of.seed.hex("ssoins", 16);
            Some(Value::from(vec![format!(
                "arn:{}:sso:::instance/ssoins-{instance}",
                settings.partition()
            )]))
        }
        ("aws_ssoadmin_instances", "identity_store_ids") => {
            Some(Value::from(vec![format!("d-{}", of.seed.hex("identity store", 10))]))
        }
        ("aws_ip_ranges", "cidr_blocks") => {
            Some(Value::from(vec!["192.0.2.0/24", "198.51.100.0/24"]))
        }
        ("aws_canonical_user_id", "id") => Some(of.seed.hex("canonical", 64).into()),
        ("aws_elb_service_account" | "aws_billing_service_account", "arn") => {
            Some(format!("arn:{}:iam::{}:root", settings.partition(), settings.account).into())
        }
        ("aws_subnet", "cidr_block") => {
            Some(format!("10.0.{}.0/24", of.seed.below("subnet", 256)).into())
        }
        ("aws_lambda_invocation", "result") => text("{}"),
        ("aws_kms_secrets", "plaintext") => Some(Value::Object(Object::new())),
        (plural, "ids") => ids(of, plural.strip_suffix('s')?),
        _ => None,
    }
}

/// Three identifiers, whose last digits differ so that three subnets lie in three zones.
fn ids(of: &Inventor<'_>, singular: &str) -> Option<Value> {
    let pattern = identities::identity(singular)?.id;
    let prefix = pattern.strip_suffix("{h16}")?;
    let id = |at: u64| format!("{prefix}{}{at}", of.seed.nth(at).hex("ids", 15));
    Some(Value::from((0..3).map(id).collect::<Vec<_>>()))
}
