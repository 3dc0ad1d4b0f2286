//! `output-secret`: secrets are not printed.

use crate::diag::Severity;
use crate::release::vet::problem::Problems;
use crate::release::vet::rule::{Group, Rule};
use crate::release::vet::subject::Subject;
use crate::schema::{Kind, Providers};
use crate::terraform::reference::{Reference, Subject as Named, references};
use crate::terraform::{Module, ResourceMode, secret};

pub(super) static RULE: Rule = Rule {
    id: "output-secret",
    group: Group::Interface,
    severity: Severity::Error,
    title: "An output that holds a secret is sensitive",
    explanation: "An output that is not sensitive is printed by `terraform apply` and stands in \
                  logs.",
    waivable: false,
    check: Some(check),
};

fn check(subject: &Subject<'_>, problems: &mut Problems) {
    let root = subject.root();
    for output in root.outputs.values().filter(|o| !o.sensitive && !o.ephemeral) {
        let Some(value) = &output.value else { continue };
        let Some(expr) = root.expr(value.place) else { continue };
        let because = match references(&expr).iter().find(|r| holds_secret(root, r)) {
            Some(reference) => format!("`{}` is a secret", reference.subject.address()),
            None if secret::named_like_one(&output.name) => {
                format!("`{}` is a secret by its name", output.name)
            }
            None => continue,
        };
        problems
            .add(format!("output.{}", output.name), format!("{because}, and the output is not"))
            .at(subject.at(value.place))
            .help("add `sensitive = true`, or give the place where the secret is kept instead");
    }
}

fn holds_secret(module: &Module, reference: &Reference) -> bool {
    match &reference.subject {
        Named::Variable(name) => module.variables.get(name).is_some_and(|v| v.sensitive),
        Named::Resource { mode, kind, .. } => {
            let schema = match mode {
                ResourceMode::Managed => Kind::Resource,
                ResourceMode::Data => Kind::DataSource,
                ResourceMode::Ephemeral | ResourceMode::Action => Kind::Ephemeral,
            };
            let schema = Providers::embedded().of_type(kind).and_then(|p| p.schema(schema, kind));
            let attribute = reference.attribute();
            let attribute = schema.zip(attribute).and_then(|(s, name)| s.block.attribute(name));
            attribute.is_some_and(|attribute| attribute.sensitive)
        }
        _ => false,
    }
}
