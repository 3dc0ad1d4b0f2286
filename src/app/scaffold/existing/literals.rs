//! The literals of what is taken over: which become inputs, and which are guarantees.
//!
//! A name or an id belongs to one use, so it has to be given anew; a size keeps its value as the
//! default. Everything else stays as it is written.

use super::syntax::{each_attribute, with_block};
use super::take::Take;
use super::types::type_of_value;
use super::{note_at, schema_kind, warning_at};
use crate::app::scaffold::draft::Variable;
use crate::app::scaffold::interface::naming;
use crate::app::scaffold::safe::{condition, safe};
use crate::app::scaffold::words;
use crate::hcl::syntax::{Attribute, Expr};
use crate::schema::{Providers, Schema};
use crate::terraform::literal::literal;
use crate::terraform::reference::{Subject, references};
use crate::terraform::{Place, Resource, ResourceMode, Type, render};

/// What the name of a size ends with.
const SIZES: [&str; 24] = [
    "capacity",
    "class",
    "concurrency",
    "count",
    "cpu",
    "days",
    "desired_size",
    "engine_version",
    "instance_type",
    "iops",
    "max_size",
    "memory",
    "memory_size",
    "min_size",
    "node_type",
    "period",
    "retention",
    "retention_in_days",
    "seconds",
    "size",
    "storage",
    "throughput",
    "timeout",
    "runtime",
];

/// Finds the literal that the first resource is named by: it becomes the input `name`.
pub(super) fn name(take: &mut Take<'_, '_>, resource: &Resource) {
    if take.named.is_some() || resource.mode != ResourceMode::Managed {
        return;
    }
    if take.draft.has_variable("name") || take.choice.module.variables.contains_key("name") {
        return;
    }
    let Some(schema) = schema_of(resource) else { return };
    let Some(naming) = naming(&resource.kind, &schema.block) else { return };
    let Some(argument) = resource.arguments.get(naming) else { return };
    let Some(text) = argument.value.as_str().filter(|text| !text.is_empty()) else { return };
    let of = words::noun(&resource.kind);
    let mut variable = words::name_variable(&take.draft.name, &of);
    variable.sample = text.into();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let fits = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(plain)
        && !text.ends_with('-')
        && (2..=63).contains(&text.len());
    if !fits {
        variable.description = format!("Name of the {of}.");
        variable.validation = None;
    }
    take.named = Some(text.to_owned());
    take.draft.variables.insert(0, variable);
    let message = format!("`{text}` is the input `name` now");
    take.findings.push(note_at(argument.value.place, message, "has to be given"));
}

fn schema_of(resource: &Resource) -> Option<&'static Schema> {
    let provider = Providers::embedded().of_type(&resource.kind)?;
    provider.schema(schema_kind(resource), &resource.kind)
}

/// What the value of an attribute becomes; nothing where it stays.
pub(super) fn replaced(
    take: &mut Take<'_, '_>,
    resource: &Resource,
    schema: Option<&Schema>,
    path: &str,
    attribute: &Attribute<'_>,
) -> Option<String> {
    let value = literal(&attribute.value)?;
    let place = Place::new(resource.place.source, attribute.value.span);
    let managed = resource.mode == ResourceMode::Managed;
    if managed && let Some(safe) = safe(path, &type_of_value(&value)) {
        if value == safe.value.value() {
            guard(take, resource, path, safe);
        } else {
            let message = format!("`{path}` is not {}, which would be safe", safe.value.text());
            take.findings.push(warning_at(place, message, safe.text));
        }
        return None;
    }
    let own = attribute.name.text;
    let is_name = managed
        && !path.contains('.')
        && schema.and_then(|schema| naming(&resource.kind, &schema.block)) == Some(own);
    if is_name && let Some(text) = value.as_str() {
        return named(take, resource, text, place);
    }
    if ids(&attribute.value) {
        let ty = match &value {
            hcl_rs::Value::Array(_) => Type::list(Type::String),
            _ => Type::String,
        };
        return Some(input(take, resource, path, ty, None, value, place));
    }
    let size = SIZES.iter().any(|words| words::ends_with_word(own, words));
    let primitive = matches!(value, hcl_rs::Value::Number(_) | hcl_rs::Value::String(_));
    // A block that is there twice would have two sizes.
    if managed && size && primitive && !path.contains('.') {
        let ty = type_of_value(&value);
        let default = Some(render::value(&value));
        return Some(input(take, resource, path, ty, default, value, place));
    }
    None
}

/// A name: the input `name`, what begins with it, or an input of its own.
fn named(take: &mut Take<'_, '_>, resource: &Resource, text: &str, place: Place) -> Option<String> {
    match take.named.as_deref() {
        Some(base) if base == text => return Some("var.name".to_owned()),
        Some(base) => {
            if let Some(rest) =
                text.strip_prefix(base).filter(|rest| rest.starts_with(['-', '_', '.']))
            {
                let quoted = render::string(rest);
                return Some(format!("\"${{var.name}}{}\"", &quoted[1..quoted.len() - 1]));
            }
        }
        None => {}
    }
    if text.is_empty() {
        return None;
    }
    let name = match resource.name.as_str() {
        "this" | "main" => words::noun(&resource.kind).to_lowercase().replace(' ', "_"),
        name => name.to_owned(),
    };
    let path = format!("{name}_name");
    Some(input(take, resource, &path, Type::String, None, text.into(), place))
}

fn input(
    take: &mut Take<'_, '_>,
    resource: &Resource,
    path: &str,
    ty: Type,
    default: Option<String>,
    value: hcl_rs::Value,
    place: Place,
) -> String {
    let subject = Subject::Resource {
        mode: resource.mode,
        kind: resource.kind.clone(),
        name: resource.name.clone(),
    };
    let short = path.rsplit('.').next().unwrap_or(path);
    let short = match short {
        "version" | "count" | "source" | "providers" | "for_each" | "lifecycle" => {
            format!("{}_{short}", resource.name)
        }
        short => short.to_owned(),
    };
    let name = take.free(&short, &subject);
    let description = words::description(&short, &ty, &words::noun(&resource.kind));
    let what = if default.is_some() { "kept as its default" } else { "has to be given" };
    let message = format!("{} is the input `{name}` now", render::value(&value));
    take.findings.push(note_at(place, message, what));
    let new = Variable { default, sample: value, ..words::variable(&name, &ty, description) };
    take.draft.variables.push(new);
    format!("var.{name}")
}

/// Whether a literal is an id of a thing that exists, or a list of some.
fn ids(expr: &Expr<'_>) -> bool {
    match literal(expr) {
        Some(hcl_rs::Value::String(text)) => is_id(&text),
        Some(hcl_rs::Value::Array(items)) => {
            !items.is_empty() && items.iter().all(|item| item.as_str().is_some_and(is_id))
        }
        _ => false,
    }
}

/// Whether a text is an ARN, the id of an account, or one such as `vpc-0a1b2c3d`.
fn is_id(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if text.starts_with("arn:") {
        // What AWS owns is the same for everybody.
        return !text.contains(":iam::aws:");
    }
    if text.len() == 12 && digits(text) {
        return true;
    }
    text.rsplit_once('-').is_some_and(|(kind, id)| {
        let hex = id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let plain = kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        !kind.is_empty() && plain && (id.len() == 8 || id.len() == 17) && hex
    })
}

/// A literal that is safe is a guarantee, where a test can show it.
fn guard(
    take: &mut Take<'_, '_>,
    resource: &Resource,
    path: &str,
    safe: &crate::app::scaffold::safe::Safe,
) {
    let repeated = resource.count.is_some() || resource.for_each.is_some();
    let address = resource.address();
    let text = safe.value.text();
    let block = path.split('.').next().unwrap_or(path);
    let blocks: Vec<_> = resource.blocks_of(block).collect();
    let unclear = path.contains('.')
        && (blocks.len() > 1 || blocks.iter().any(|block| block.kind == "dynamic"));
    if unclear || !always_there(take, resource) {
        let message = format!("`{path}` is {text}, but whether always is not known");
        take.findings.push(note_at(
            resource.name_place,
            message,
            "write a guardrail and a test by hand",
        ));
        return;
    }
    let holds = condition(&address, path, &text, repeated);
    take.draft.guard(safe.id, safe.text, format!("{address}.{path}"), holds);
}

/// Whether a resource has an instance in every test; what decides it is exercised then.
fn always_there(take: &mut Take<'_, '_>, resource: &Resource) -> bool {
    let Some(argument) = resource.count.as_ref().or(resource.for_each.as_ref()) else {
        return true;
    };
    let mut decided = false;
    with_block(take.choice, resource, |block| {
        each_attribute(&block.body, "", &mut |path, attribute| {
            if path == argument.name {
                let names = references(&attribute.value);
                let plain = names.len() == 1
                    && names[0].span == attribute.value.span
                    && matches!(names[0].subject, Subject::Variable(_));
                let some = match literal(&attribute.value) {
                    Some(hcl_rs::Value::Number(count)) => count.as_f64().is_some_and(|n| n > 0.0),
                    _ => names.is_empty(),
                };
                decided = plain || some;
            }
        });
    });
    if decided && let Some(place) = Some(argument.value.place) {
        let text = take.choice.module.text(place);
        if let Some(name) = text.strip_prefix("var.") {
            take.exercised.push(name.to_owned());
        }
    }
    decided
}
