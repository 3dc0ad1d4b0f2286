//! The arguments whose safe value is known by their name alone, as data.
//!
//! A provider's schema tells that an argument exists and which type it has, and not what it should
//! be. This list says so for those where every team would say the same; what only some would say
//! is left to whoever writes the module.

use crate::terraform::Type;

/// A value that makes an argument safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Literal {
    Bool(bool),
    Number(u32),
    Text(&'static str),
}

/// Arguments of the same purpose, the value that is safe, and what it guarantees.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Safe {
    /// The id of the guardrail.
    pub(super) id: &'static str,
    /// What is guaranteed, in one sentence.
    pub(super) text: &'static str,
    /// Paths in a resource, `block.argument` for one in a block.
    pub(super) paths: &'static [&'static str],
    pub(super) value: Literal,
}

/// Every argument whose safe value is known by its name.
pub(super) const SAFE: &[Safe] = &[
    Safe {
        id: "encrypted-at-rest",
        text: "What is stored is encrypted.",
        paths: &[
            "encrypted",
            "storage_encrypted",
            "at_rest_encryption_enabled",
            "sqs_managed_sse_enabled",
            "root_block_device.encrypted",
            "encrypt_at_rest.enabled",
            "server_side_encryption.enabled",
        ],
        value: Literal::Bool(true),
    },
    // The same for a bucket, whose block names an algorithm.
    Safe {
        id: "encrypted-at-rest",
        text: "What is stored is encrypted.",
        paths: &["rule.apply_server_side_encryption_by_default.sse_algorithm"],
        value: Literal::Text("aws:kms"),
    },
    Safe {
        id: "encrypted-in-transit",
        text: "Connections are encrypted.",
        paths: &[
            "transit_encryption_enabled",
            "node_to_node_encryption.enabled",
            "domain_endpoint_options.enforce_https",
            "enable_https_traffic_only",
            "https_only",
            "require_tls",
        ],
        value: Literal::Bool(true),
    },
    Safe {
        id: "modern-tls",
        text: "Connections with a TLS version below 1.2 are refused.",
        paths: &["security_policy", "domain_name_configuration.security_policy"],
        value: Literal::Text("TLS_1_2"),
    },
    Safe {
        id: "modern-tls",
        text: "Connections with a TLS version below 1.2 are refused.",
        paths: &["domain_endpoint_options.tls_security_policy"],
        value: Literal::Text("Policy-Min-TLS-1-2-2019-07"),
    },
    Safe {
        id: "modern-tls",
        text: "Connections with a TLS version below 1.2 are refused.",
        paths: &["min_tls_version", "minimum_tls_version"],
        value: Literal::Text("TLS1_2"),
    },
    Safe {
        id: "not-public",
        text: "It has no address on the internet.",
        paths: &[
            "publicly_accessible",
            "map_public_ip_on_launch",
            "associate_public_ip_address",
            "public_network_access_enabled",
        ],
        value: Literal::Bool(false),
    },
    Safe {
        id: "public-access-blocked",
        text: "Nothing in it can be made public.",
        paths: &[
            "block_public_acls",
            "block_public_policy",
            "ignore_public_acls",
            "restrict_public_buckets",
        ],
        value: Literal::Bool(true),
    },
    Safe {
        id: "deletion-protected",
        text: "It is not deleted before somebody lifts the protection.",
        paths: &[
            "deletion_protection",
            "deletion_protection_enabled",
            "enable_deletion_protection",
            "termination_protection",
            "disable_api_termination",
        ],
        value: Literal::Bool(true),
    },
    Safe {
        id: "kept-while-in-use",
        text: "It is not deleted while something is in it.",
        paths: &["force_destroy", "force_delete"],
        value: Literal::Bool(false),
    },
    Safe {
        id: "backed-up",
        text: "Backups are kept for seven days.",
        paths: &[
            "backup_retention_period",
            "automated_snapshot_retention_period",
            "snapshot_retention_limit",
            "automatic_backup_retention_days",
        ],
        value: Literal::Number(7),
    },
    Safe {
        id: "point-in-time-recovery",
        text: "It can be restored to any second of the last days.",
        paths: &["point_in_time_recovery.enabled"],
        value: Literal::Bool(true),
    },
    Safe {
        id: "versioned",
        text: "What is overwritten or deleted can be had back.",
        paths: &["versioning_configuration.status"],
        value: Literal::Text("Enabled"),
    },
    Safe {
        id: "key-rotation",
        text: "The key is rotated every year.",
        paths: &["enable_key_rotation"],
        value: Literal::Bool(true),
    },
    Safe {
        id: "sign-in-without-password",
        text: "Clients can sign in with their role instead of a password.",
        paths: &["iam_database_authentication_enabled"],
        value: Literal::Bool(true),
    },
    Safe {
        id: "metadata-by-token",
        text: "The metadata of the machine is given against a token only.",
        paths: &["metadata_options.http_tokens"],
        value: Literal::Text("required"),
    },
    Safe {
        id: "immutable-tags",
        text: "A tag names the same image for ever.",
        paths: &["image_tag_mutability"],
        value: Literal::Text("IMMUTABLE"),
    },
    Safe {
        id: "scanned",
        text: "Every image is scanned when it is pushed.",
        paths: &["image_scanning_configuration.scan_on_push"],
        value: Literal::Bool(true),
    },
    Safe {
        id: "plain-headers",
        text: "Requests with malformed headers are refused.",
        paths: &["drop_invalid_header_fields"],
        value: Literal::Bool(true),
    },
];

/// What is safe for the argument at a path in a resource, when its type is that of the value.
pub(super) fn safe(path: &str, ty: &Type) -> Option<&'static Safe> {
    SAFE.iter().find(|safe| safe.value.is(ty) && safe.paths.contains(&path))
}

/// Whether a safe argument may stand below the block at `path`.
pub(super) fn safe_below(path: &str) -> bool {
    let below = |known: &&str| known.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'));
    SAFE.iter().flat_map(|safe| safe.paths).any(below)
}

impl Literal {
    /// The value as HCL.
    pub(super) fn text(self) -> String {
        match self {
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => value.to_string(),
            Self::Text(text) => format!("\"{text}\""),
        }
    }

    /// The value itself.
    pub(super) fn value(self) -> hcl_rs::Value {
        match self {
            Self::Bool(value) => value.into(),
            Self::Number(value) => value.into(),
            Self::Text(text) => text.into(),
        }
    }

    fn is(self, ty: &Type) -> bool {
        matches!(
            (self, ty),
            (Self::Bool(_), Type::Bool)
                | (Self::Number(_), Type::Number)
                | (Self::Text(_), Type::String)
        )
    }
}

/// The condition that the argument at a path of a resource has a value, in every instance.
///
/// `repeated` says whether the resource has several instances, of which there must be one.
pub(super) fn condition(address: &str, path: &str, value: &str, repeated: bool) -> String {
    if repeated {
        let one = reach("instance", path);
        return format!(
            "length({address}) > 0 && alltrue([for instance in {address} : {one} == {value}])"
        );
    }
    format!("{} == {value}", reach(address, path))
}

/// How the argument at a path is reached through blocks of which there is one.
fn reach(address: &str, path: &str) -> String {
    let mut steps = path.split('.');
    let first = steps.next().unwrap_or_default();
    steps.fold(format!("{address}.{first}"), |at, step| format!("one({at}[*].{step})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Block, Providers};

    #[test]
    fn every_path_leads_to_an_argument_of_some_resource() {
        fn has(block: &Block, path: &str, value: Literal) -> bool {
            match path.split_once('.') {
                None => block.attribute(path).is_some_and(|a| a.settable() && value.is(&a.ty)),
                Some((first, rest)) => {
                    block.nested(first).is_some_and(|nested| has(&nested.block, rest, value))
                }
            }
        }
        let aws = Providers::embedded().find("aws").unwrap();
        // Of providers that are not part of the program.
        let others = [
            "public_network_access_enabled",
            "enable_https_traffic_only",
            "https_only",
            "min_tls_version",
            "minimum_tls_version",
        ];
        let found = |path: &str, value| {
            aws.resource_names().any(|name| has(&aws.resource(name).unwrap().block, path, value))
        };
        let missing: Vec<_> = SAFE
            .iter()
            .flat_map(|safe| safe.paths.iter().map(|path| (*path, safe.value)))
            .filter(|(path, value)| !others.contains(path) && !found(path, *value))
            .collect();
        assert_eq!(missing, []);
    }

    #[test]
    fn a_condition_reaches_through_blocks() {
        assert_eq!(condition("a.b", "c", "true", false), "a.b.c == true");
        assert_eq!(condition("a.b", "c.d.e", "1", false), "one(one(a.b.c[*].d)[*].e) == 1");
    }
}
