//! `pave schema`

use crate::diag::did_you_mean;
use clap::Args;
use schemars::schema_for;
use serde::Serialize;

use super::output::Output;
use crate::app::new::Answers;
use crate::catalog::{SCHEMAS, json_schema};
use crate::compose::Stack;
use crate::error::{Error, Result};
use crate::report::table;
use crate::schema::{Block, Kind, Nesting, Providers, Schema};
use crate::server::Config;

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  pave schema card > card.schema.json
  pave schema aws_db_instance
  pave schema data.aws_vpc --json")]
pub(super) struct Words {
    /// card, catalog, capabilities, blueprint, stack, answers, serve, or a resource type
    subject: String,

    /// For a resource type: tell the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Argument {
    name: String,
    #[serde(rename = "type")]
    ty: String,
    required: bool,
    optional: bool,
    computed: bool,
    sensitive: bool,
    write_only: bool,
}

#[derive(Serialize)]
struct Described {
    resource_type: String,
    provider: String,
    version: String,
    arguments: Vec<Argument>,
}

pub(super) fn run(words: &Words, output: &mut Output<'_>) -> Result<u8> {
    let subject = words.subject.as_str();
    let schema = match subject {
        "stack" => Some(schema_for!(Stack)),
        "answers" => Some(schema_for!(Answers)),
        "serve" => Some(schema_for!(Config)),
        other => json_schema(other),
    };
    if let Some(schema) = schema {
        output.print_json(&schema);
        return Ok(0);
    }
    output.json = words.json;
    let (kind, name) = match subject.strip_prefix("data.") {
        Some(name) => (Kind::DataSource, name),
        None => (Kind::Resource, subject),
    };
    let found = Providers::embedded()
        .of_type(name)
        .and_then(|provider| provider.schema(kind, name).map(|schema| (provider, schema)));
    let Some((provider, schema)) = found else {
        return Err(unknown(subject, kind, name));
    };
    let arguments = arguments(schema);
    if words.json {
        output.print_json(&Described {
            resource_type: subject.to_owned(),
            provider: provider.address().to_owned(),
            version: provider.version().to_string(),
            arguments,
        });
        return Ok(0);
    }
    let title = format!("{subject} ({} {})", provider.address(), provider.version());
    let mut text = output.heading(&title);
    text.push('\n');
    let rows: Vec<[String; 3]> = arguments
        .iter()
        .map(|a| [format!("  {}", a.name), role(a).to_owned(), a.ty.clone()])
        .collect();
    text.push_str(&table::columns(&rows));
    output.print(&text);
    Ok(0)
}

fn role(argument: &Argument) -> &'static str {
    match (argument.required, argument.optional, argument.computed) {
        (true, ..) => "required",
        (_, true, true) => "optional, computed",
        (_, true, false) => "optional",
        _ => "computed",
    }
}

fn unknown(subject: &str, kind: Kind, name: &str) -> Error {
    let mut error = Error::not_found(format!("there is no schema of `{subject}`"));
    let files = SCHEMAS.iter().map(|(name, _)| *name).chain(["stack", "answers", "serve"]);
    if let Some(help) = did_you_mean(subject, files) {
        return error.hint(help);
    }
    if let Some(provider) = Providers::embedded().of_type(name) {
        for near in provider.nearest(kind, name) {
            error = error.hint(format!("did you mean `{near}`?"));
        }
    }
    error
        .hint("name one of: card, catalog, capabilities, blueprint, stack, answers, serve")
        .hint("or a resource type of a known provider, such as aws_s3_bucket")
}

fn arguments(schema: &Schema) -> Vec<Argument> {
    let mut all = Vec::new();
    collect(&schema.block, "", &mut all);
    all
}

/// Attributes first, then those of nested blocks under `block.`.
fn collect(block: &Block, prefix: &str, all: &mut Vec<Argument>) {
    for attribute in &block.attributes {
        all.push(Argument {
            name: format!("{prefix}{}", attribute.name),
            ty: attribute.ty.to_string(),
            required: attribute.required,
            optional: attribute.optional,
            computed: attribute.computed,
            sensitive: attribute.sensitive,
            write_only: attribute.write_only,
        });
    }
    for nested in &block.blocks {
        let shape = match nested.nesting {
            Nesting::Single | Nesting::Group => "block",
            _ if nested.max_items == 1 => "block",
            _ => "blocks",
        };
        all.push(Argument {
            name: format!("{prefix}{}", nested.name),
            ty: shape.to_owned(),
            required: nested.min_items > 0,
            optional: nested.min_items == 0,
            computed: false,
            sensitive: false,
            write_only: false,
        });
        collect(&nested.block, &format!("{prefix}{}.", nested.name), all);
    }
}
