//! What the state will be, as far as a plan can know.
//!
//! What is set stays as it is set. What is computed and not set is unknown where something new is
//! made, and stays what it was where something is changed.

use super::aws;
use super::invent::Inventor;
use super::value::{Object, Value};
use crate::schema::block::NestedAttributes;
use crate::schema::{Attribute, Block, Nesting};

/// The planned state of a resource, from its state before and what the configuration proposes.
#[must_use]
pub fn plan(of: &Inventor<'_>, block: &Block, prior: &Value, proposed: Value) -> Value {
    let creates = prior.is_null();
    let prior = prior.as_object();
    match planned_block(block, prior, proposed) {
        Value::Object(mut planned) => {
            if of.type_name.starts_with("aws_") {
                aws::planned::refine(of, &mut planned, creates);
            }
            Value::Object(planned)
        }
        destroyed => destroyed,
    }
}

fn planned_block(block: &Block, prior: Option<&Object>, proposed: Value) -> Value {
    let Value::Object(mut object) = proposed else { return proposed };
    for attribute in &block.attributes {
        let value = object.remove(&attribute.name).unwrap_or(Value::Null);
        let before = prior.and_then(|prior| prior.get(&attribute.name));
        object.insert(attribute.name.clone(), planned_attribute(attribute, prior, before, value));
    }
    for nested in &block.blocks {
        let Some(value) = object.remove(&nested.name) else { continue };
        let before = prior.and_then(|prior| prior.get(&nested.name));
        let planned = held(nested.nesting, before, value, &|before, item| {
            planned_block(&nested.block, before, item)
        });
        object.insert(nested.name.clone(), planned);
    }
    Value::Object(object)
}

fn planned_attribute(
    attribute: &Attribute,
    prior: Option<&Object>,
    before: Option<&Value>,
    value: Value,
) -> Value {
    match (&attribute.nested, value) {
        _ if attribute.write_only => Value::Null,
        (_, Value::Null) if attribute.computed && prior.is_none() => Value::unknown(),
        (Some(nested), value) => held(nested.nesting, before, value, &|before, item| {
            planned_object(nested, before, item)
        }),
        (None, value) => value,
    }
}

fn planned_object(nested: &NestedAttributes, prior: Option<&Object>, proposed: Value) -> Value {
    let Value::Object(mut object) = proposed else { return proposed };
    for attribute in &nested.attributes {
        let value = object.remove(&attribute.name).unwrap_or(Value::Null);
        let before = prior.and_then(|prior| prior.get(&attribute.name));
        object.insert(attribute.name.clone(), planned_attribute(attribute, prior, before, value));
    }
    Value::Object(object)
}

/// Plans each object of a nested block or attribute, with the one it had before.
fn held(
    nesting: Nesting,
    before: Option<&Value>,
    value: Value,
    plan: &dyn Fn(Option<&Object>, Value) -> Value,
) -> Value {
    match (nesting, value) {
        (Nesting::Single | Nesting::Group, value) => plan(before.and_then(Value::as_object), value),
        (Nesting::List, Value::List(items)) => {
            let was = before.map(Value::items).unwrap_or_default();
            let item = |(at, item)| plan(was.get(at).and_then(Value::as_object), item);
            Value::List(items.into_iter().enumerate().map(item).collect())
        }
        (Nesting::Set, Value::List(items)) => {
            let was = before.map(Value::items).unwrap_or_default();
            let item = |item: Value| {
                let same = was.iter().filter_map(Value::as_object).find(|was| extends(was, &item));
                plan(same, item)
            };
            Value::List(items.into_iter().map(item).collect())
        }
        (Nesting::Map, Value::Object(items)) => {
            let was = before.and_then(Value::as_object);
            let item = |(key, item): (String, Value)| {
                let before = was.and_then(|was| was.get(&key)?.as_object());
                let planned = plan(before, item);
                (key, planned)
            };
            Value::Object(items.into_iter().map(item).collect())
        }
        (_, other) => other,
    }
}

/// Whether an element of a set is what it was, but for what the provider put in.
fn extends(was: &Object, item: &Value) -> bool {
    let same = |(name, value): (&String, &Value)| value.is_null() || was.get(name) == Some(value);
    item.as_object().is_some_and(|item| item.iter().all(same))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::offline::provider::settings::Settings;
    use crate::schema::{Kind, Providers};

    fn planned(type_name: &str, prior: serde_json::Value, proposed: serde_json::Value) -> Value {
        let aws = Providers::embedded().find("aws").expect("aws is embedded");
        let schema = aws.resource(type_name).expect("the type exists");
        let settings = Settings::configured(&Value::from(json!({ "region": "eu-west-1" })));
        let (prior, proposed) = (Value::from(prior), Value::from(proposed));
        let of = Inventor::new(&settings, Kind::Resource, type_name, &proposed);
        plan(&of, &schema.block, &prior, proposed)
    }

    #[test]
    fn computed_values_are_unknown_when_something_is_made_and_kept_when_it_is_changed() {
        let made = planned("aws_sqs_queue", json!(null), json!({ "name": "orders" }));
        assert_eq!(made.get("arn"), Some(&Value::unknown()));
        assert_eq!(made.get("name"), Some(&Value::from("orders")));
        assert_eq!(made.get("kms_master_key_id"), None);

        let prior =
            json!({ "name": "orders", "arn": "arn:aws:sqs:eu-west-1:1:orders", "policy": null });
        let proposed = json!({ "name": "orders", "arn": "arn:aws:sqs:eu-west-1:1:orders", "delay_seconds": 5 });
        let changed = planned("aws_sqs_queue", prior, proposed);
        assert_eq!(changed.get("arn"), Some(&Value::from("arn:aws:sqs:eu-west-1:1:orders")));
        assert_eq!(changed.get("policy"), None);
    }

    #[test]
    fn a_certificate_knows_its_domains_before_it_is_made() {
        let certificate =
            json!({ "domain_name": "example.com", "subject_alternative_names": ["*.example.com"] });
        let made = planned("aws_acm_certificate", json!(null), certificate);
        let options = made.get("domain_validation_options").expect("they are planned");
        let domains: Vec<_> = options.items().iter().map(|o| o.get("domain_name")).collect();
        assert_eq!(
            domains,
            [Some(&Value::from("*.example.com")), Some(&Value::from("example.com"))]
        );
        assert!(options.has_unknown());
    }
}
