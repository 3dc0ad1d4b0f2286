//! `stateful-unprotected`: data survives a mistake.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::terraform::{Argument, ResourceMode};

pub(super) static RULE: Rule = Rule {
    id: "stateful-unprotected",
    group: Group::Body,
    severity: Severity::Error,
    title: "What holds data cannot be destroyed by a slip",
    explanation: "A renamed argument can replace a resource, and a replaced database is an empty \
                  one. `prevent_destroy`, the deletion protection of the service or a final \
                  snapshot keeps the data.",
    waivable: true,
    check: Some(check),
};

/// What holds data, and the arguments each of which protects it when it is set and not false.
const STATEFUL: &[(&str, &[&str])] = &[
    ("aws_backup_vault", &[]),
    ("aws_db_instance", &["deletion_protection", "final_snapshot_identifier"]),
    ("aws_docdb_cluster", &["deletion_protection", "final_snapshot_identifier"]),
    ("aws_dynamodb_table", &["deletion_protection_enabled"]),
    ("aws_ebs_volume", &["final_snapshot"]),
    ("aws_efs_file_system", &["protection"]),
    ("aws_elasticache_replication_group", &["final_snapshot_identifier"]),
    ("aws_elasticache_serverless_cache", &["snapshot_retention_limit"]),
    ("aws_memorydb_cluster", &["final_snapshot_name"]),
    ("aws_msk_cluster", &[]),
    ("aws_neptune_cluster", &["deletion_protection", "final_snapshot_identifier"]),
    ("aws_opensearch_domain", &[]),
    ("aws_rds_cluster", &["deletion_protection", "final_snapshot_identifier"]),
    ("aws_redshift_cluster", &["final_snapshot_identifier"]),
    ("aws_s3tables_table_bucket", &[]),
    ("aws_timestreamwrite_database", &[]),
];

/// What holds data and cannot be destroyed before it is empty, unless an argument says otherwise.
const KEPT_UNLESS: &[(&str, &str)] = &[
    ("aws_backup_vault", "force_destroy"),
    ("aws_ecr_repository", "force_delete"),
    ("aws_s3_bucket", "force_destroy"),
    ("aws_timestreamwrite_database", "force_destroy"),
];

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let managed = subject.root().resources.values().filter(|r| r.mode == ResourceMode::Managed);
    for resource in managed {
        let lifecycle = resource.lifecycle.as_ref();
        let prevented = lifecycle.and_then(|lifecycle| lifecycle.prevent_destroy.as_ref());
        if prevented.is_some_and(is_on) {
            continue;
        }
        let kind = resource.kind.as_str();
        let argument = |name: &str| resource.arguments.get(name);
        let kept = KEPT_UNLESS.iter().find(|(known, _)| *known == kind);
        if let Some((_, unless)) = kept {
            let always = argument(unless).is_some_and(|a| a.value.literal == Some(true.into()));
            if always {
                let address = resource.address();
                problems
                    .add(&address, format!("`{address}` is destroyed with all that is in it"))
                    .at(argument(unless).map(|a| subject.at(a.place)))
                    .help(format!("remove `{unless}`, or set it outside of production only"));
            }
            continue;
        }
        let Some((_, protections)) = STATEFUL.iter().find(|(known, _)| *known == kind) else {
            continue;
        };
        let by_argument = protections.iter().any(|name| {
            argument(name).is_some_and(is_on) || resource.blocks_of(name).next().is_some()
        });
        if !by_argument {
            let address = resource.address();
            let lifecycle = "`lifecycle { prevent_destroy = true }`";
            let help = match protections.first() {
                Some(first) => format!("set `{first}`, or add {lifecycle}"),
                None => format!("add {lifecycle}"),
            };
            problems
                .add(&address, format!("`{address}` holds data and can be destroyed by a slip"))
                .at(subject.at(resource.kind_place))
                .help(help);
        }
    }
}

/// Whether an argument is set to something that may be more than nothing.
fn is_on(argument: &Argument) -> bool {
    let literal = argument.value.literal.as_ref();
    !literal.is_some_and(|value| value.is_null() || *value == false.into() || *value == 0.into())
}
