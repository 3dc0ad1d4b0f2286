//! The capabilities of a new module: what its slots give to arguments, and what it gives itself.

use std::collections::BTreeMap;

use super::draft::{Draft, Output, Variable};
use super::words;
use crate::catalog::{Capability, Catalog};
use crate::diag::did_you_mean;
use crate::error::{Error, Result};
use crate::terraform::{Type, assign};

/// A capability that a module takes.
#[derive(Debug)]
pub(super) struct Slot<'c> {
    pub(super) capability: &'c Capability,
    /// The input variable that takes it.
    pub(super) variable: String,
    pub(super) required: bool,
    pub(super) used: bool,
}

/// Arguments that take a key, whatever they are called; a capability says `key_arn`.
const KEY_ARGUMENTS: [&str; 5] =
    ["kms_key_id", "kms_key_arn", "kms_master_key_id", "kms_key", "encryption_key_arn"];

/// The capability of that name.
///
/// # Errors
/// When the catalog has none.
pub(super) fn capability<'c>(catalog: &'c Catalog, name: &str) -> Result<&'c Capability> {
    catalog.capability(name).ok_or_else(|| {
        let known = || catalog.capabilities.keys().map(String::as_str);
        let mut error = Error::not_found(format!("the catalog has no capability `{name}`"));
        if let Some(meant) = did_you_mean(name, known()) {
            error = error.hint(meant);
        }
        match known().collect::<Vec<_>>()[..] {
            [] => error.hint("declare it in capabilities.yaml"),
            ref names => error.hint(format!("there are: {}", names.join(", "))),
        }
    })
}

/// Adds the slots that were asked for to a draft, each with its input variable.
///
/// # Errors
/// When a capability does not exist.
pub(super) fn add<'c>(
    draft: &mut Draft,
    catalog: &'c Catalog,
    requires: &[String],
    accepts: &[String],
) -> Result<Vec<Slot<'c>>> {
    let mut slots: Vec<Slot<'_>> = Vec::new();
    let all = requires.iter().map(|name| (name, true)).chain(accepts.iter().map(|n| (n, false)));
    for (name, required) in all {
        if slots.iter().any(|slot| slot.capability.name == *name) {
            return Err(Error::usage(format!("the capability `{name}` is taken twice"))
                .hint("name it once, with --requires or with --accepts"));
        }
        let capability = capability(catalog, name)?;
        let many = capability.many;
        let single = name.replace('-', "_");
        let variable = if many { plural(&single) } else { single };
        let ty = if many { Type::map(capability.ty.clone()) } else { capability.ty.clone() };
        let default = match (required, many) {
            (true, _) => None,
            (false, true) => Some("{}".to_owned()),
            (false, false) => Some("null".to_owned()),
        };
        let description = match required {
            true => capability.summary.value.clone(),
            false if many => {
                format!("{} Several, by a name of your choice.", capability.summary.value)
            }
            false => format!("{} Null for none.", capability.summary.value),
        };
        let given = words::sample(&variable, &ty);
        draft.variables.push(Variable {
            name: variable.clone(),
            description,
            ty,
            default,
            sensitive: false,
            validation: None,
            sample: given,
            exercised: false,
        });
        let group = if required { &mut draft.requires } else { &mut draft.accepts };
        group.insert(name.clone(), (variable.clone(), many));
        slots.push(Slot { capability, variable, required, used: false });
    }
    Ok(slots)
}

fn plural(name: &str) -> String {
    if name.ends_with('s') { name.to_owned() } else { format!("{name}s") }
}

/// What a slot gives to an argument, as an expression.
///
/// An argument that need not be set is given only what is certainly meant for it.
pub(super) fn served(
    slots: &mut [Slot<'_>],
    argument: &str,
    ty: &Type,
    needed: bool,
) -> Option<String> {
    let argument = if argument == "subnets" { "subnet_ids" } else { argument };
    for slot in slots.iter_mut().filter(|slot| !slot.capability.many) {
        let Type::Object(object) = &slot.capability.ty else { continue };
        let fits = |field: &str| {
            field == argument
                || (field == "key_arn" && KEY_ARGUMENTS.contains(&argument))
                || (needed && words::ends_with_word(field, argument))
        };
        let mut fields: Vec<&String> = object
            .attributes
            .iter()
            .filter(|(name, field)| {
                fits(name) && !assign(&field.ty, ty).iter().any(|mismatch| mismatch.is_error())
            })
            .map(|(name, _)| name)
            .collect();
        // Of several subnets the private ones: out of reach, and still able to reach.
        fields.sort_by_key(|name| !name.contains("private"));
        if let Some(field) = fields.first() {
            slot.used = true;
            let variable = &slot.variable;
            return Some(match slot.required {
                true => format!("var.{variable}.{field}"),
                false => format!("one(var.{variable}[*].{field})"),
            });
        }
    }
    None
}

/// A resource of the module, as far as a capability is concerned.
#[derive(Debug)]
pub(super) struct Thing {
    /// Its type, such as `aws_sqs_queue`.
    pub(super) kind: String,
    /// How its one instance is written, such as `aws_sqs_queue.this`.
    pub(super) address: String,
    /// What can be read of it, by name.
    pub(super) attributes: BTreeMap<String, Type>,
}

/// What is worth telling of a thing to who uses it, most telling first.
pub(super) const TELLING: [&str; 10] = [
    "arn",
    "url",
    "endpoint",
    "address",
    "port",
    "dns_name",
    "domain_name",
    "bucket",
    "name",
    "id",
];

/// Adds an output for each capability that the module is to provide; returns what to tell of it.
///
/// # Errors
/// When a capability does not exist.
pub(super) fn provide(
    draft: &mut Draft,
    catalog: &Catalog,
    provides: &[String],
    things: &[Thing],
) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    for name in provides {
        let mut unknown = Vec::new();
        let capability = capability(catalog, name)?;
        let Type::Object(object) = &capability.ty else {
            return Err(Error::refused(format!("the capability `{name}` is no object"))
                .hint("write the output by hand"));
        };
        let mut fields = String::new();
        for (field, attribute) in &object.attributes {
            let value = match field_value(field, &attribute.ty, things) {
                Some(value) => value,
                None if attribute.optional => continue,
                None => {
                    unknown.push(format!("`{field}`"));
                    unknown_field(draft, name, field, &attribute.ty)
                }
            };
            fields.push_str(&format!("    {field} = {value}\n"));
        }
        if !unknown.is_empty() {
            notes.push(format!(
                "no resource of the module tells {} of the capability `{name}`, which are inputs \
                 now: give the output what it needs",
                unknown.join(", ")
            ));
        }
        let output = name.replace('-', "_");
        draft.outputs.push(Output {
            name: output.clone(),
            description: capability.summary.value.clone(),
            value: format!("{{\n{fields}  }}"),
            sensitive: false,
        });
        draft.provides.insert(name.clone(), output);
    }
    Ok(notes)
}

/// What a field of a capability is, as far as the resources tell.
fn field_value(field: &str, ty: &Type, things: &[Thing]) -> Option<String> {
    let first = things.first()?;
    match (field, ty) {
        ("environment", Type::Map(_)) => {
            let told = TELLING
                .iter()
                .filter(|name| first.attributes.get(**name).is_some_and(|ty| *ty == Type::String));
            let lines: Vec<String> = told
                .take(3)
                .map(|name| format!("      {} = {}.{name}\n", name.to_uppercase(), first.address))
                .collect();
            Some(format!("{{\n{}    }}", lines.concat()))
        }
        ("policy_json", Type::String) if first.attributes.contains_key("arn") => {
            let service = iam_service(&first.kind);
            let arn = format!("{}.arn", first.address);
            Some(format!(
                "jsonencode({{\n      Version = \"2012-10-17\"\n      Statement = [\n        {{\n          \
                 Sid      = \"Read\"\n          Effect   = \"Allow\"\n          # Reading alone; add \
                 what a client needs besides.\n          Action   = [\"{service}:Describe*\", \
                 \"{service}:Get*\", \"{service}:List*\"]\n          Resource = {arn}\n        }},\n      ]\n    }})"
            ))
        }
        ("policy_json", Type::String) => {
            Some("jsonencode({ Version = \"2012-10-17\", Statement = [] })".to_owned())
        }
        (_, Type::Map(_)) => Some("{}".to_owned()),
        (_, Type::List(_) | Type::Set(_)) => {
            let stem = field.strip_suffix("_ids")?;
            let ids: Vec<String> = things
                .iter()
                .filter(|thing| words::ends_with_word(&thing.kind, stem))
                .map(|thing| format!("{}.id", thing.address))
                .collect();
            // Security groups there may be none of; subnets not.
            (!ids.is_empty() || stem == "security_group").then(|| format!("[{}]", ids.join(", ")))
        }
        _ => {
            let exact = things.iter().find(|thing| thing.attributes.contains_key(field));
            let by_stem = || {
                let (stem, attribute) = field.rsplit_once('_')?;
                let has = |thing: &&Thing| thing.attributes.contains_key(attribute);
                let kind = things.iter().filter(has).find(|t| words::ends_with_word(&t.kind, stem));
                let thing =
                    kind.or_else(|| things.iter().find(has).filter(|_| things.len() == 1))?;
                Some(format!("{}.{attribute}", thing.address))
            };
            by_stem().or_else(|| exact.map(|thing| format!("{}.{field}", thing.address)))
        }
    }
}

/// A field that nothing in the module is: whoever calls the module says it.
fn unknown_field(draft: &mut Draft, capability: &str, field: &str, ty: &Type) -> String {
    if !draft.has_variable(field) {
        let description =
            format!("{} that `{capability}` tells.", words::capitalised(&words::words(field)));
        draft.variables.push(words::variable(field, ty, description));
    }
    format!("var.{field}")
}

/// The prefix of the IAM actions on a resource type, which mostly is its second word.
fn iam_service(kind: &str) -> &str {
    const OTHERS: &[(&str, &str)] = &[
        ("aws_db_", "rds"),
        ("aws_cloudwatch_log_", "logs"),
        ("aws_cloudwatch_event_", "events"),
        ("aws_sfn_", "states"),
        ("aws_msk_", "kafka"),
        ("aws_opensearch_", "es"),
        ("aws_vpc", "ec2"),
        ("aws_subnet", "ec2"),
        ("aws_instance", "ec2"),
        ("aws_security_group", "ec2"),
        ("aws_ebs_", "ec2"),
        ("aws_efs_", "elasticfilesystem"),
        ("aws_lb", "elasticloadbalancing"),
    ];
    let known = OTHERS.iter().find(|(prefix, _)| kind.starts_with(prefix));
    let second = || kind.split('_').nth(1).unwrap_or(kind);
    known.map_or_else(second, |(_, service)| service)
}
