//! What must hold in `catalog.yaml`.

use hcl_rs::Value;

use super::{Names, View, capability_names, name, prose, shown, unknown};
use crate::catalog::settings::{Backend, Environment, NAMING_PLACEHOLDERS, PLACEHOLDERS, Provider};
use crate::catalog::{Lifecycle, Located, Releases, Settings};
use crate::diag::{Finding, SourceId, Span, nearest};
use crate::terraform::Constraint;

/// The backends of Terraform 1.11.
const BACKENDS: [&str; 11] =
    ["azurerm", "consul", "cos", "gcs", "http", "kubernetes", "local", "oss", "pg", "remote", "s3"];

pub(super) fn check(
    settings: &Settings,
    source: SourceId,
    view: &View<'_>,
    names: &Names,
    findings: &mut Vec<Finding>,
) {
    prose::sentence(&settings.organisation, source, findings);
    host(&settings.registry, source, findings);
    name("registry namespace", &settings.namespace, source, findings);
    name("target system", &settings.target_system, source, findings);
    if let Some(git) = &settings.git {
        plain(git, source, findings);
    }
    constraint(&settings.terraform, source, findings);
    let choices: Vec<String> =
        settings.questions.keys().map(|question| format!("choice.{question}")).collect();
    let known: Vec<&str> =
        PLACEHOLDERS.into_iter().chain(choices.iter().map(String::as_str)).collect();
    for (local_name, provider) in &settings.providers {
        name("provider", local_name, source, findings);
        self::provider(provider, &known, source, findings);
    }
    for (short, region) in &settings.regions {
        name("region", short, source, findings);
        name("region", region, source, findings);
    }
    for naming in settings.naming.values() {
        pattern(naming, naming.span, &NAMING_PLACEHOLDERS, source, findings);
    }
    if settings.environments.is_empty() {
        findings.push(Finding::error("catalog-settings", "there is no environment").help(
            "add one under `environments:` in catalog.yaml; each service gets a root module for it",
        ));
    }
    for (environment_name, environment) in &settings.environments {
        name("environment", environment_name, source, findings);
        self::environment(environment, settings, source, view, names, findings);
    }
    for (capability, module) in &settings.defaults {
        binding(capability, module, source, view, names, findings);
    }
    releases(&settings.releases, source, findings);
}

/// Checks that no second person is asked for where nobody is.
fn releases(releases: &Releases, source: SourceId, findings: &mut Vec<Finding>) {
    if !releases.review.value && !releases.self_approval.value {
        findings.push(
            Finding::error("catalog-settings", "nobody approves releases, and who may is said")
                .at(source, releases.self_approval.span, "it has no effect without `review`")
                .help("remove `self_approval`, or say `review: true`"),
        );
    }
}

fn environment(
    environment: &Environment,
    settings: &Settings,
    source: SourceId,
    view: &View<'_>,
    names: &Names,
    findings: &mut Vec<Finding>,
) {
    prose::sentence(&environment.summary, source, findings);
    name("region", &environment.region, source, findings);
    region(&environment.region, settings, source, findings);
    if let Some(backend) = &environment.backend {
        self::backend(backend, source, findings);
    }
    for (capability, module) in &environment.bindings {
        binding(capability, module, source, view, names, findings);
    }
    for module in environment.inputs.keys() {
        if module.value != "*" && !names.modules.contains(module.value.as_str()) {
            let known = names.modules.iter().map(String::as_str);
            findings.push(unknown("module", module, "", source, known));
        }
    }
}

/// Checks a capability and the module that is to provide it.
fn binding(
    capability: &Located<String>,
    module: &Located<String>,
    source: SourceId,
    view: &View<'_>,
    names: &Names,
    findings: &mut Vec<Finding>,
) {
    if let Some(known) = capability_names(view)
        && !known.clone().any(|name| name == capability.value)
    {
        findings.push(unknown("capability", capability, "", source, known));
        return;
    }
    let Some(found) = view.modules.get(module.value.as_str()) else {
        if !names.modules.contains(module.value.as_str()) {
            let known = names.modules.iter().map(String::as_str);
            findings.push(unknown("module", module, "", source, known));
        }
        return;
    };
    let (message, help) = if !found.card.provides.contains_key(capability.value.as_str()) {
        let able: Vec<_> = view
            .modules
            .values()
            .filter(|m| m.card.provides.contains_key(capability.value.as_str()))
            .map(|m| format!("`{}`", m.name))
            .collect();
        let help = match able.is_empty() {
            true => "no module of the catalog provides it".to_owned(),
            false => format!("it is provided by {}", able.join(", ")),
        };
        (format!("the module `{module}` does not provide `{capability}`"), help)
    } else if !matches!(found.lifecycle(), Lifecycle::Approved | Lifecycle::Deprecated) {
        let lifecycle = found.lifecycle().as_str();
        (format!("the module `{module}` is {lifecycle}"), "name an approved module".to_owned())
    } else {
        return;
    };
    findings
        .push(Finding::error("catalog-binding", message).at(source, module.span, "").help(help));
}

fn host(host: &Located<String>, source: SourceId, findings: &mut Vec<Finding>) {
    let (domain, port) = match host.split_once(':') {
        Some((domain, port)) => (domain, Some(port)),
        None => (host.value.as_str(), None),
    };
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let good = domain.split('.').all(label)
        && domain.contains('.') | (domain == "localhost")
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    if good {
        return;
    }
    let help = match host.split_once("://") {
        Some((_, rest)) => {
            format!("write the host alone: `{}`", shown(rest.split('/').next().unwrap_or(rest)))
        }
        None => "write a host name, such as `registry.acme.example`".to_owned(),
    };
    findings.push(
        Finding::error("catalog-settings", format!("`{}` is no host name", shown(host)))
            .at(source, host.span, "")
            .help(help),
    );
}

fn constraint(text: &Located<String>, source: SourceId, findings: &mut Vec<Finding>) {
    if let Err(problem) = text.parse::<Constraint>() {
        findings.push(
            Finding::error(
                "catalog-settings",
                format!("`{}` is no version constraint: {problem}", shown(text)),
            )
            .at(source, text.span, "")
            .help("write it as Terraform does, such as `>= 1.11.0, < 2.0.0`"),
        );
    }
}

fn provider(provider: &Provider, known: &[&str], source: SourceId, findings: &mut Vec<Finding>) {
    let parts: Vec<&str> = provider.source.split('/').collect();
    let part = |part: &&str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b))
    };
    if !((2..=3).contains(&parts.len()) && parts.iter().all(part)) {
        let message = format!("`{}` is no provider source", shown(&provider.source));
        findings.push(
            Finding::error("catalog-settings", message)
                .at(source, provider.source.span, "")
                .help("write namespace and type, such as `hashicorp/aws`"),
        );
    }
    constraint(&provider.version, source, findings);
    for value in provider.configuration.values() {
        placeholders(value, known, source, findings);
    }
}

fn backend(backend: &Backend, source: SourceId, findings: &mut Vec<Finding>) {
    if !BACKENDS.contains(&backend.kind.value.as_str()) {
        findings.push(unknown("backend", &backend.kind, "", source, BACKENDS.into_iter()));
    }
    for value in backend.settings.values() {
        placeholders(value, &PLACEHOLDERS, source, findings);
    }
}

fn region(
    region: &Located<String>,
    settings: &Settings,
    source: SourceId,
    findings: &mut Vec<Finding>,
) {
    let known = || settings.regions.values().map(|region| region.value.as_str());
    if settings.regions.is_empty() || known().any(|name| name == region.value) {
        return;
    }
    let finding = match settings.regions.get(region.value.as_str()) {
        Some(full) => {
            Finding::error("catalog-settings", format!("`{region}` is the short name of a region"))
                .at(source, region.span, "")
                .help(format!("write `{full}`"))
        }
        None => unknown("region", region, "", source, known()),
    };
    findings.push(finding);
}

/// Checks that every `${…}` in a value names something that can be filled in.
fn placeholders(
    value: &Located<Value>,
    known: &[&str],
    source: SourceId,
    findings: &mut Vec<Finding>,
) {
    walk(&value.value, &mut |text| pattern(text, value.span, known, source, findings));
}

/// Checks that every `${…}` in a text names one of the `known` words.
fn pattern(text: &str, span: Span, known: &[&str], source: SourceId, findings: &mut Vec<Finding>) {
    for part in text.split("${").skip(1) {
        let inside = part.split_once('}').map(|(inside, _)| inside);
        if inside.is_some_and(|inside| known.contains(&inside)) {
            continue;
        }
        let written =
            inside.map_or_else(|| format!("${{{part}"), |inside| format!("${{{inside}}}"));
        let near = inside.and_then(|inside| nearest(inside, known.iter().copied()));
        let help = match near {
            Some(near) => format!("did you mean `${{{near}}}`?"),
            None => format!("there are ${{{}}}", known.join("}, ${")),
        };
        let message = format!("`{}` stands for nothing", shown(&written));
        findings.push(Finding::error("catalog-settings", message).at(source, span, "").help(help));
    }
}

fn walk(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        Value::Object(items) => items.values().for_each(|item| walk(item, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Checks an address that is not prose, so that it may hold a URL and nothing hidden.
fn plain(text: &Located<String>, source: SourceId, findings: &mut Vec<Finding>) {
    if text.chars().any(|c| crate::catalog::text::is_hidden(c) || c.is_whitespace()) {
        findings.push(
            Finding::error("catalog-text", format!("`{}` is no address", shown(text))).at(
                source,
                text.span,
                "it holds a space or a hidden character",
            ),
        );
    }
}
