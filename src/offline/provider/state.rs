//! State from where it is kept: upgraded, moved from another type, imported.

use serde_json::Value as Json;

use super::value::{Object, Value};
use crate::schema::{Block, NestedBlock, Nesting};
use crate::terraform::Type;

/// Stored state by today's schema: what the schema lacks is dropped, what the state lacks is null.
#[must_use]
pub fn from_stored(block: &Block, stored: &Json) -> Value {
    let Json::Object(stored) = stored else { return Value::Null };
    let mut object = Object::new();
    for attribute in &block.attributes {
        let value = stored.get(&attribute.name).unwrap_or(&Json::Null);
        object.insert(attribute.name.clone(), typed(&attribute.ty, value));
    }
    for nested in &block.blocks {
        let value = stored.get(&nested.name).unwrap_or(&Json::Null);
        object.insert(nested.name.clone(), nested_from_stored(nested, value));
    }
    Value::Object(object)
}

/// The state of something of which only the identifier is known.
#[must_use]
pub fn of_imported(block: &Block, id: &str) -> Value {
    let mut stored = serde_json::Map::new();
    if block.attribute("id").is_some() {
        stored.insert("id".to_owned(), id.into());
    } else if let Some(first) = block.attributes.iter().find(|a| a.required && a.ty == Type::String)
    {
        stored.insert(first.name.clone(), id.into());
    }
    from_stored(block, &Json::Object(stored))
}

fn nested_from_stored(nested: &NestedBlock, stored: &Json) -> Value {
    match (nested.nesting, stored) {
        (Nesting::Single | Nesting::Group, Json::Object(_)) => from_stored(&nested.block, stored),
        (Nesting::Group, _) => from_stored(&nested.block, &Json::Object(serde_json::Map::new())),
        (Nesting::Single, _) => Value::Null,
        (Nesting::List | Nesting::Set, Json::Array(items)) => {
            Value::List(items.iter().map(|item| from_stored(&nested.block, item)).collect())
        }
        (Nesting::List | Nesting::Set, _) => Value::List(Vec::new()),
        (Nesting::Map, Json::Object(items)) => {
            let item =
                |(key, item): (&String, &Json)| (key.clone(), from_stored(&nested.block, item));
            Value::Object(items.iter().map(item).collect())
        }
        (Nesting::Map, _) => Value::Object(Object::new()),
    }
}

/// A stored value as one of a type; what does not fit is null.
fn typed(ty: &Type, stored: &Json) -> Value {
    match (ty, stored) {
        (_, Json::Null) => Value::Null,
        // A value whose type is `any` is stored with its type beside it.
        (Type::Any, Json::Object(pair))
            if pair.contains_key("type") && pair.contains_key("value") =>
        {
            let json = pair["type"].to_string().into_bytes();
            let ty = crate::schema::block::type_from_json(&json);
            Value::List(vec![Value::Bytes(json), typed(&ty, &pair["value"])])
        }
        (Type::Any, _) => Value::Null,
        (Type::String, Json::String(s)) => Value::from(s.as_str()),
        (Type::String, Json::Bool(b)) => Value::from(b.to_string()),
        (Type::String, Json::Number(n)) => Value::from(n.to_string()),
        (Type::Number, Json::Number(n)) => Value::Number(n.clone()),
        // As it was once stored, and how numbers too large for JSON are.
        (Type::Number, Json::String(s)) if s.parse::<f64>().is_ok() => Value::from(s.as_str()),
        (Type::Bool, Json::Bool(b)) => Value::Bool(*b),
        (Type::Bool, Json::String(s)) => match s.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::Null,
        },
        (Type::List(of) | Type::Set(of), Json::Array(items)) => {
            Value::List(items.iter().map(|item| typed(of, item)).collect())
        }
        (Type::Tuple(of), Json::Array(items)) => {
            Value::List(of.iter().zip(items).map(|(ty, item)| typed(ty, item)).collect())
        }
        (Type::Map(of), Json::Object(items)) => {
            let item = |(key, item): (&String, &Json)| (key.clone(), typed(of, item));
            Value::Object(items.iter().map(item).collect())
        }
        (Type::Object(object), Json::Object(items)) => {
            let attribute = |(name, attribute): (&String, &crate::terraform::ObjectAttribute)| {
                (name.clone(), typed(&attribute.ty, items.get(name).unwrap_or(&Json::Null)))
            };
            Value::Object(object.attributes.iter().map(attribute).collect())
        }
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::Providers;

    #[test]
    fn older_state_is_read_by_todays_schema() {
        let aws = Providers::embedded().find("aws").expect("aws is embedded");
        let block = &aws.resource("aws_security_group").expect("the type exists").block;
        let stored = json!({
            "id": "sg-1",
            "revoke_rules_on_delete": "true",
            "gone_since": 3,
            "ingress": [{ "from_port": 443, "cidr_blocks": ["0.0.0.0/0"] }],
        });
        let state = from_stored(block, &stored);
        assert_eq!(state.get("revoke_rules_on_delete"), Some(&Value::Bool(true)));
        assert_eq!(state.get("gone_since"), None);
        let rule = &state.get("ingress").expect("it was stored").items()[0];
        assert_eq!(rule.get("from_port"), Some(&Value::from(443)));
        assert_eq!(rule.as_object().and_then(|r| r.get("self")), Some(&Value::Null));
    }
}
