//! What AWS's provider knows already while planning.
//!
//! Most of what is computed is unknown until it is made. The few exceptions below matter, because
//! configurations iterate over them.

use super::super::invent::Inventor;
use super::super::settings::Settings;
use super::super::value::{Object, Value};

/// Puts in what is known of a planned resource although it is computed.
pub fn refine(of: &Inventor<'_>, planned: &mut Object, creates: bool) {
    let settings = of.settings;
    if planned.contains_key("tags_all") {
        planned.insert("tags_all".to_owned(), tags_all(settings, planned));
    }
    if creates
        && of.type_name == "aws_acm_certificate"
        && let Some(options) = validation_options(of, false)
    {
        planned.insert("domain_validation_options".to_owned(), options);
    }
    if let Some(region @ Value::Unknown(..)) = planned.get_mut("region") {
        *region = Value::from(settings.region.as_str());
    }
}

/// The tags of a resource and the provider's default tags, the resource's first.
#[must_use]
pub fn tags_all(settings: &Settings, resource: &Object) -> Value {
    let mut all = settings.default_tags.clone();
    match resource.get("tags") {
        Some(Value::Object(tags)) => all.extend(tags.clone()),
        Some(unknown @ Value::Unknown(..)) => return unknown.clone(),
        _ => {}
    }
    Value::Object(all)
}

/// One record for each domain of a certificate: for whom is known, with what only once it is made.
#[must_use]
pub fn validation_options(of: &Inventor<'_>, made: bool) -> Option<Value> {
    let domain = of.string("domain_name")?;
    let others = of.known.get("subject_alternative_names");
    let mut domains = vec![domain];
    match others {
        Some(Value::Unknown(..)) => return None,
        Some(names) if names.has_unknown() => return None,
        Some(names) => domains.extend(names.strings()),
        None => {}
    }
    domains.sort_unstable();
    domains.dedup();
    let option = |domain: &str| {
        let made_up = |name: &str| {
            if !made {
                return Value::unknown();
            }
            let base = domain.trim_start_matches("*.");
            match name {
                "resource_record_name" => format!("_{}.{base}.", of.seed.hex(base, 32)).into(),
                "resource_record_type" => Value::from("CNAME"),
                _ => format!("_{}.acm-validations.aws.", of.seed.hex(domain, 32)).into(),
            }
        };
        let mut option = Object::from([("domain_name".to_owned(), Value::from(domain))]);
        for name in ["resource_record_name", "resource_record_type", "resource_record_value"] {
            option.insert(name.to_owned(), made_up(name));
        }
        Value::Object(option)
    };
    Some(Value::List(domains.into_iter().map(option).collect()))
}
