//! What the configuration of the provider says about where its resources are.

use super::value::{Object, Value};

/// The account that everything is in when the configuration names none: AWS's own for examples.
const ACCOUNT: &str = "123456789012";
const REGION: &str = "eu-west-1";

/// Where resources are, and what they are tagged with.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The AWS region, `eu-west-1` when nothing says another.
    pub region: String,
    /// The AWS account.
    pub account: String,
    /// The tags that every resource is given.
    pub default_tags: Object,
}

impl Settings {
    /// What holds before the provider is configured: the region is the environment's.
    #[must_use]
    pub fn unconfigured() -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let region = variable("AWS_REGION").or_else(|| variable("AWS_DEFAULT_REGION"));
        Self {
            region: region.unwrap_or_else(|| REGION.to_owned()),
            account: ACCOUNT.to_owned(),
            default_tags: Object::new(),
        }
    }

    /// What holds with a configuration; what is not known of it yet is passed over.
    #[must_use]
    pub fn configured(config: &Value) -> Self {
        let mut settings = Self::unconfigured();
        if let Some(region) = config.get("region").and_then(Value::as_str) {
            region.clone_into(&mut settings.region);
        }
        let allowed = config.get("allowed_account_ids").and_then(|ids| ids.items().first());
        let assumed = config.get("assume_role").and_then(|roles| roles.items().last());
        let assumed = assumed.and_then(|role| role.get("role_arn")?.as_str()?.split(':').nth(4));
        if let Some(account) = assumed.or_else(|| allowed?.as_str()).filter(|a| !a.is_empty()) {
            account.clone_into(&mut settings.account);
        }
        let tags =
            config.get("default_tags").and_then(|blocks| blocks.items().first()?.get("tags"));
        if let Some(Value::Object(tags)) = tags {
            settings.default_tags = tags.clone();
        }
        settings
    }

    /// The AWS partition that the region is in.
    #[must_use]
    pub fn partition(&self) -> &'static str {
        match self.region.split('-').next() {
            Some("cn") => "aws-cn",
            _ if self.region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }

    /// The domain under which the partition's services are.
    #[must_use]
    pub fn dns_suffix(&self) -> &'static str {
        if self.partition() == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" }
    }

    /// The names of the region's three zones.
    #[must_use]
    pub fn zones(&self) -> [String; 3] {
        ["a", "b", "c"].map(|letter| format!("{}{letter}", self.region))
    }

    /// The identifiers of the region's three zones, which are the same in every account: `euw1-az1`.
    #[must_use]
    pub fn zone_ids(&self) -> [String; 3] {
        let mut parts: Vec<&str> = self.region.split('-').collect();
        let number = parts.pop().unwrap_or_default();
        let short: String = parts.into_iter().map(abbreviation).collect();
        ["1", "2", "3"].map(|zone| format!("{short}{number}-az{zone}"))
    }
}

/// `ap` stays, `northeast` is `ne`, `west` is `w`.
fn abbreviation(part: &str) -> String {
    let halves = ["north", "south"].iter().find_map(|half| part.strip_prefix(half));
    match halves {
        _ if part.len() <= 3 => part.to_owned(),
        Some(rest) => part.chars().take(1).chain(rest.chars().take(1)).collect(),
        None => part.chars().take(1).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(region: &str) -> Settings {
        Settings { region: region.to_owned(), ..Settings::unconfigured() }
    }

    #[test]
    fn zones_are_named_as_aws_names_them() {
        assert_eq!(of("eu-west-1").zone_ids()[0], "euw1-az1");
        assert_eq!(of("ap-northeast-2").zone_ids()[2], "apne2-az3");
        assert_eq!(of("us-gov-west-1").zone_ids()[1], "usgovw1-az2");
        assert_eq!(of("eu-central-1").zones()[1], "eu-central-1b");
    }

    #[test]
    fn the_account_is_the_assumed_roles() {
        let config = serde_json::json!({
            "region": "cn-north-1",
            "assume_role": [{ "role_arn": "arn:aws-cn:iam::999999999999:role/deploy" }],
            "default_tags": [{ "tags": { "team": "payments" } }],
        });
        let settings = Settings::configured(&Value::from(config));
        assert_eq!(settings.account, "999999999999");
        assert_eq!(settings.partition(), "aws-cn");
        assert_eq!(settings.default_tags.len(), 1);
    }
}
