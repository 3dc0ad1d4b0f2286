//! A value that an input variable takes, made up: for callers that must set it and do not care.

use hcl_rs::Value;

use crate::terraform::value_problems::Given;
use crate::terraform::{InputVariable, Module, Type, render};

/// A value that `variable` of `module` takes, as HCL: an allowed one where its validations list or
/// bound them, else one of its type that its validations let pass; `None` when none was found.
#[must_use]
pub fn value(module: &Module, variable: &InputVariable) -> Option<String> {
    let fits =
        |value: &Value| module.value_problems(&variable.name, value, &Given::new()).is_empty();
    candidates(variable).into_iter().find(fits).map(|value| render::value(&value))
}

fn candidates(variable: &InputVariable) -> Vec<Value> {
    let mut values = variable.allowed_values().unwrap_or_default();
    values.extend(variable.default_value().filter(|value| !value.is_null()).cloned());
    if let (Some(least), _) = variable.number_bounds() {
        values.extend(hcl_rs::Number::from_f64(least + 1.0).map(Value::Number));
        values.extend(hcl_rs::Number::from_f64(least).map(Value::Number));
    }
    if variable.ty == Type::String {
        let texts = ["sample", "sample-1", "a", "10.0.0.0/16", "us-east-1", "1.0", "1", "true"];
        values.extend(texts.map(Value::from));
        values.push("arn:aws:iam::123456789012:role/sample".into());
        values.push("sample@acme.example".into());
        values.push("https://acme.example".into());
    }
    values.push(of_type(&variable.ty));
    values
}

/// A value of a type: empty collections, objects with what they need.
#[must_use]
pub fn of_type(ty: &Type) -> Value {
    match ty {
        Type::Any | Type::String => Value::from("sample"),
        Type::Number => Value::from(1),
        Type::Bool => Value::from(true),
        Type::List(_) | Type::Set(_) => Value::Array(Vec::new()),
        Type::Map(_) => Value::Object(hcl_rs::Map::default()),
        Type::Tuple(items) => Value::Array(items.iter().map(of_type).collect()),
        Type::Object(object) => {
            let needed = object.attributes.iter().filter(|(_, attribute)| !attribute.optional);
            Value::Object(needed.map(|(name, a)| (name.clone(), of_type(&a.ty))).collect())
        }
    }
}
