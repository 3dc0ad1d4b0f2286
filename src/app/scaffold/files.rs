//! A draft as the files of a module: card, HCL, README, changelog, an example and tests.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use camino::Utf8PathBuf;
use serde::Serialize;

use super::draft::{Draft, Guardrail, Variable};
use crate::hcl;
use crate::release::readme::{BEGIN, END, cell, interface_tables};
use crate::terraform::{Module, render};

/// The files of a module by path in its folder.
pub(super) type ModuleFiles = BTreeMap<Utf8PathBuf, Vec<u8>>;

/// The files of a draft; `source` is the address that the registry gives the module.
pub(super) fn files(draft: &Draft, source: &str) -> ModuleFiles {
    let terraform = terraform_tf(draft);
    let (variables, outputs) = (variables_tf(draft), outputs_tf(draft));
    let module = Module::load([
        ("terraform.tf", terraform.clone()),
        ("variables.tf", variables.clone()),
        ("outputs.tf", outputs.clone()),
    ]);
    let mut files = ModuleFiles::new();
    let mut put = |path: &str, text: String| {
        let text = if path.ends_with(".md") || path.ends_with(".yaml") {
            text
        } else {
            hcl::format(&text)
        };
        files.insert(path.into(), text.into_bytes());
    };
    put("module.yaml", card(draft));
    put("terraform.tf", terraform);
    put("variables.tf", variables);
    put("main.tf", draft.main.clone());
    put("outputs.tf", outputs);
    put("README.md", readme(draft, source, &module));
    put(
        "CHANGELOG.md",
        format!("# Changelog\n\n## {}\n\n- First draft: {}\n", draft.version, draft.summary),
    );
    put("examples/minimal/main.tf", example(draft));
    if !draft.guardrails.is_empty() {
        put("tests/guardrails.tftest.hcl", guardrail_tests(draft));
    }
    put("tests/inputs.tftest.hcl", input_tests(draft));
    files
}

#[derive(Serialize)]
struct CardText<'d> {
    name: &'d str,
    version: &'d str,
    summary: &'d str,
    owner: &'d str,
    lifecycle: &'static str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    aliases: &'d [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    replaces: &'d [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    ask: &'d [String],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    provides: &'d BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    requires: BTreeMap<&'d str, TakesText<'d>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    accepts: BTreeMap<&'d str, TakesText<'d>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    guardrails: Vec<GuardrailText<'d>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum TakesText<'d> {
    Short(&'d str),
    Long { into: &'d str, many: bool },
}

#[derive(Serialize)]
struct GuardrailText<'d> {
    id: &'d str,
    text: &'d str,
    at: Vec<&'d str>,
}

fn card(draft: &Draft) -> String {
    let card = CardText {
        name: &draft.name,
        version: &draft.version,
        summary: &draft.summary,
        owner: &draft.owner,
        lifecycle: draft.lifecycle.as_str(),
        aliases: &draft.aliases,
        replaces: &draft.replaces,
        ask: &draft.ask,
        provides: &draft.provides,
        requires: takes(&draft.requires),
        accepts: takes(&draft.accepts),
        guardrails: draft
            .guardrails
            .iter()
            .map(|guardrail| GuardrailText {
                id: &guardrail.id,
                text: &guardrail.text,
                at: guardrail.at.iter().map(|(address, _)| address.as_str()).collect(),
            })
            .collect(),
    };
    serde_saphyr::to_string(&card).expect("a card is plain data")
}

fn takes(slots: &BTreeMap<String, (String, bool)>) -> BTreeMap<&str, TakesText<'_>> {
    let text = |input, many| {
        if many { TakesText::Long { into: input, many } } else { TakesText::Short(input) }
    };
    slots.iter().map(|(name, (input, many))| (name.as_str(), text(input, *many))).collect()
}

fn terraform_tf(draft: &Draft) -> String {
    let required = render::string(&draft.terraform);
    let mut text = format!("terraform {{\n  required_version = {required}\n");
    if !draft.providers.is_empty() {
        text.push_str("\n  required_providers {\n");
        for (name, provider) in &draft.providers {
            let (source, version) =
                (render::string(&provider.source), render::string(&provider.version));
            let _ = writeln!(
                text,
                "    {name} = {{\n      source  = {source}\n      version = {version}\n    }}"
            );
        }
        text.push_str("  }\n");
    }
    text.push_str("}\n");
    text
}

fn variables_tf(draft: &Draft) -> String {
    // What must be given comes first.
    let (required, optional): (Vec<_>, Vec<_>) =
        draft.variables.iter().partition(|variable| variable.default.is_none());
    let blocks: Vec<String> = required.into_iter().chain(optional).map(variable).collect();
    if blocks.is_empty() {
        return "# The module takes no input.\n".to_owned();
    }
    blocks.join("\n")
}

fn variable(variable: &Variable) -> String {
    let mut text = format!(
        "variable \"{}\" {{\n  description = {}\n  type = {}\n",
        variable.name,
        render::string(&variable.description),
        variable.ty.pretty_at(2),
    );
    if let Some(default) = &variable.default {
        let _ = writeln!(text, "  default = {default}");
    }
    if variable.default.as_deref() != Some("null") {
        text.push_str("  nullable = false\n");
    }
    if variable.sensitive {
        text.push_str("  sensitive = true\n");
    }
    if let Some(validation) = &variable.validation {
        let _ = writeln!(
            text,
            "\n  validation {{\n    condition = {}\n    error_message = \"{}\"\n  }}",
            validation.condition, validation.message
        );
    }
    text.push_str("}\n");
    text
}

fn outputs_tf(draft: &Draft) -> String {
    if draft.outputs.is_empty() {
        return "# The module gives no output.\n".to_owned();
    }
    let blocks = draft.outputs.iter().map(|output| {
        let sensitive = if output.sensitive { "  sensitive = true\n" } else { "" };
        format!(
            "output \"{}\" {{\n  description = {}\n  value = {}\n{sensitive}}}\n",
            output.name,
            render::string(&output.description),
            output.value
        )
    });
    blocks.collect::<Vec<_>>().join("\n")
}

fn readme(draft: &Draft, source: &str, module: &Module) -> String {
    let mut text = format!("# {}\n\n{}\n", draft.name, draft.summary);
    if !draft.guardrails.is_empty() {
        text.push_str("\n## What is enforced\n\n| id | rule |\n|---|---|\n");
        for guardrail in &draft.guardrails {
            let _ = writeln!(text, "| `{}` | {} |", guardrail.id, cell(&guardrail.text));
        }
        text.push_str("\n`tests/guardrails.tftest.hcl` fails without any of these.\n");
    }
    let call = hcl::format(&call(draft, source, &draft.version));
    let _ = write!(text, "\n## Use\n\n```hcl\n{call}```\n");
    let _ = write!(text, "\n## Interface\n\n{BEGIN}\n{}\n{END}\n", interface_tables(module));
    text
}

/// A module call with what is required.
fn call(draft: &Draft, source: &str, version: &str) -> String {
    let version = match version {
        "" => String::new(),
        version => format!("  version = {}\n", render::string(version)),
    };
    let name = draft.name.replace('-', "_");
    let mut text = format!("module \"{name}\" {{\n  source = \"{source}\"\n{version}");
    let required = draft.variables.iter().filter(|v| v.default.is_none());
    for (at, variable) in required.enumerate() {
        let line = if at == 0 { "\n" } else { "" };
        let _ = writeln!(
            text,
            "{line}  {} = {}",
            variable.name,
            render::pretty_at(&variable.sample, 2)
        );
    }
    text.push_str("}\n");
    text
}

fn example(draft: &Draft) -> String {
    let mut text = terraform_tf(draft);
    for (name, provider) in &draft.providers {
        if !provider.configuration.is_empty() {
            let _ = write!(text, "\nprovider \"{name}\" {{\n{}}}\n", provider.configuration);
        }
    }
    let _ = write!(text, "\n{}", call(draft, "../..", ""));
    let module = draft.name.replace('-', "_");
    for output in &draft.outputs {
        let sensitive = if output.sensitive { "  sensitive = true\n" } else { "" };
        let _ = write!(
            text,
            "\noutput \"{0}\" {{\n  description = {1}\n  value = module.{module}.{0}\n{sensitive}}}\n",
            output.name,
            render::string(&output.description),
        );
    }
    text
}

/// What every test begins with: providers that make nothing, and values for what is required.
fn test_head(draft: &Draft) -> String {
    let mut text = String::new();
    for name in draft.providers.keys() {
        if draft.main.contains("aws_iam_policy_document") && name == "aws" {
            text.push_str(
                "mock_provider \"aws\" {\n  # A made-up document is no JSON, and arguments want some.\n  \
                 mock_data \"aws_iam_policy_document\" {\n    defaults = {\n      json = \"{}\"\n    }\n  }\n}\n\n",
            );
        } else {
            let _ = writeln!(text, "mock_provider \"{name}\" {{}}\n");
        }
    }
    let given: Vec<&Variable> =
        draft.variables.iter().filter(|v| v.default.is_none() || v.exercised).collect();
    if !given.is_empty() {
        text.push_str("variables {\n");
        for variable in given {
            let value = render::pretty_at(&variable.sample, 2);
            let _ = writeln!(text, "  {} = {value}", variable.name);
        }
        text.push_str("}\n\n");
    }
    text
}

fn guardrail_tests(draft: &Draft) -> String {
    let runs: Vec<String> = draft.guardrails.iter().map(guardrail_run).collect();
    format!("{}{}", test_head(draft), runs.join("\n"))
}

fn guardrail_run(guardrail: &Guardrail) -> String {
    let mut text = format!("run \"{}\" {{\n  command = plan\n", guardrail.id.replace('-', "_"));
    for (address, condition) in &guardrail.at {
        let message = render::string(&format!("{} This is upheld by {address}.", guardrail.text));
        let _ = write!(
            text,
            "\n  assert {{\n    condition = {condition}\n    error_message = {message}\n  }}\n"
        );
    }
    text.push_str("}\n");
    text
}

fn input_tests(draft: &Draft) -> String {
    let mut text = test_head(draft);
    text.push_str("run \"what_is_required_is_enough\" {\n  command = plan\n}\n");
    for variable in &draft.variables {
        let Some(bad) = variable.validation.as_ref().and_then(|v| v.bad.as_ref()) else { continue };
        let (name, bad) = (&variable.name, render::value(bad));
        let _ = write!(
            text,
            "\nrun \"a_bad_{name}_is_refused\" {{\n  command = plan\n\n  variables {{\n    {name} = {bad}\n  \
             }}\n\n  expect_failures = [var.{name}]\n}}\n"
        );
    }
    text
}
