//! The catalog: what is read, what is refused, and what is said about it.

use camino::Utf8PathBuf;
use pavestone::catalog::{Catalog, Files};
use pavestone::diag::Severity;
use pavestone::error::Report;

mod broken;
mod embedded;
mod hostile;
mod interface;
mod schema;

/// A small catalog that is whole; each pair replaces a file or adds one.
pub(crate) fn files(changes: &[(&str, &str)]) -> Files {
    let mut files: Vec<(Utf8PathBuf, Vec<u8>)> = WHOLE
        .iter()
        .filter(|(path, _)| !changes.iter().any(|(changed, _)| changed == path))
        .chain(changes)
        .filter(|(_, text)| *text != REMOVED)
        .map(|(path, text)| (Utf8PathBuf::from(path), text.as_bytes().to_vec()))
        .collect();
    files.sort();
    Files::memory(files)
}

/// Stands for a file that is not there.
pub(crate) const REMOVED: &str = "\0removed";

/// What loading a changed catalog reports, a line a finding: place, rule, message, labels, help.
pub(crate) fn problems(changes: &[(&str, &str)]) -> String {
    match Catalog::load(files(changes)) {
        Ok(catalog) => listed(&catalog.warnings),
        Err(error) => {
            let report = error.report.as_deref().cloned().unwrap_or_default();
            format!("{error}\n{}", listed(&report))
        }
    }
}

/// Findings as text, in the order of the report.
pub(crate) fn listed(report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let place = |label: &pavestone::diag::Label| {
            let source = report.sources.get(label.source);
            let at = report.sources.line_column(label.source, label.span.start);
            let quoted = &source.text[label.span.range()];
            format!("{}:{}:{} `{quoted}`", source.path, at.line, at.column)
        };
        let mut labels = finding.labels.iter();
        if let Some(first) = labels.next() {
            text += &format!("{} ", place(first));
        }
        text += &format!("{level}[{}] {}\n", finding.rule, finding.message);
        for label in labels {
            text += &format!("    {}: {}\n", place(label), label.text);
        }
        for help in &finding.help {
            text += &format!("    help: {help}\n");
        }
    }
    text
}

/// The files of the small catalog.
pub(crate) const WHOLE: &[(&str, &str)] = &[
    (
        "catalog.yaml",
        r#"organisation: Acme
registry: registry.acme.example
namespace: platform
target_system: aws
terraform: ">= 1.11.0, < 2.0.0"
providers:
  aws:
    source: hashicorp/aws
    version: 6.62.0
    configuration:
      region: ${region}
regions:
  eu: eu-west-1
environments:
  dev:
    summary: For trying things out.
    region: eu-west-1
    bindings: { network: network }
    inputs:
      "*": { tier: dev }
  prod:
    summary: For customers.
    region: eu-west-1
"#,
    ),
    (
        "capabilities.yaml",
        r#"network:
  summary: Where to live.
  type: "object({ vpc_id = string, subnet_ids = list(string) })"
binding:
  summary: How to use a backing service.
  many: true
  type: "object({ environment = map(string) })"
"#,
    ),
    (
        "modules/network/module.yaml",
        r#"name: network
version: 1.0.0
summary: A VPC.
owner: network-platform
lifecycle: approved
aliases: [vpc]
provides: { network: network }
"#,
    ),
    (
        "modules/network/main.tf",
        r#"variable "tier" {
  type    = string
  default = "prod"
}

output "network" {
  value = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"] }
}
"#,
    ),
    (
        "modules/postgres/module.yaml",
        r#"name: postgres
version: 1.2.0
summary: A PostgreSQL database.
owner: data-platform
lifecycle: approved
aliases: [database]
replaces: [aws_db_instance]
ask: [size]
provides: { binding: binding }
requires: { network: network }
guardrails:
  - id: private
    text: The database is never reachable from the internet.
    at: [aws_db_instance.this.publicly_accessible]
    controls: [CKV_AWS_17]
"#,
    ),
    (
        "modules/postgres/main.tf",
        r#"variable "network" {
  type = object({ vpc_id = string, subnet_ids = list(string) })
}

variable "size" {
  type    = string
  default = "small"

  validation {
    condition     = contains(["small", "large"], var.size)
    error_message = "Write small or large."
  }
}

resource "aws_db_instance" "this" {
  publicly_accessible = false
}

output "binding" {
  value = { environment = { HOST = aws_db_instance.this.address } }
}
"#,
    ),
    (
        "modules/service/module.yaml",
        r#"name: service
version: 1.0.0
summary: A container.
owner: compute-platform
lifecycle: approved
aliases: [api, containers]
samples:
  image: { value: nginx, note: set your own before you apply }
requires:
  network: { into: { vpc_id: vpc_id, subnets: subnet_ids } }
accepts:
  binding: { into: bindings, many: true }
"#,
    ),
    (
        "modules/service/main.tf",
        r#"variable "image" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnets" {
  type = list(string)
}

variable "bindings" {
  type    = map(object({ environment = map(string) }))
  default = {}
}
"#,
    ),
    (
        "blueprints/http-api.yaml",
        r#"name: http-api
summary: An API with a database.
aliases: [web api]
components:
  api: service
  db: { module: postgres, inputs: { size: large } }
links:
  api.binding: [db]
ask: [db.size]
"#,
    ),
];
