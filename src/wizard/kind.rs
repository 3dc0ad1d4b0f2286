//! What kind of question an input variable makes, from its HCL alone.

use hcl_rs::Value;

use super::elements::allowed_elements;
use super::{Choice, Kind, Question};
use crate::hcl;
use crate::terraform::literal::literal;
use crate::terraform::secret;
use crate::terraform::{InputVariable, ObjectType, Type, render};

/// The kind of question that asks for a variable.
#[must_use]
pub fn kind_of(variable: &InputVariable) -> Kind {
    let text = matches!(variable.ty, Type::String | Type::Any);
    if variable.sensitive || variable.ephemeral {
        return Kind::SecretReference;
    }
    if variable.ty == Type::Bool {
        return Kind::Confirm;
    }
    if let Some(allowed) = variable.allowed_values().filter(|list| !list.is_empty()) {
        return Kind::One(choices(&allowed));
    }
    if text && secret::named_like_one(&variable.name) {
        return Kind::SecretReference;
    }
    match &variable.ty {
        Type::Number => {
            let (least, greatest) = variable.number_bounds();
            let floor = format!("floor(var.{})", variable.name);
            let whole = variable.validations.iter().any(|v| v.condition_text.contains(&floor));
            Kind::Number { whole, least, greatest }
        }
        Type::List(_) | Type::Set(_) => match allowed_elements(variable) {
            Some(allowed) if !allowed.is_empty() => Kind::Many(choices(&allowed)),
            _ => Kind::Written { ty: variable.ty.to_string() },
        },
        ty => kind_of_type(&variable.name, ty),
    }
}

/// The kind of question that asks for a value of a type, such as an attribute of an object.
#[must_use]
pub fn kind_of_type(name: &str, ty: &Type) -> Kind {
    match ty {
        Type::String if secret::named_like_one(name) => Kind::SecretReference,
        Type::String => Kind::Text,
        Type::Bool => Kind::Confirm,
        Type::Number => Kind::Number { whole: false, least: None, greatest: None },
        Type::Object(object) if object.attributes.values().any(|a| !a.optional) => {
            Kind::Form(fields(object))
        }
        _ => Kind::Written { ty: ty.to_string() },
    }
}

/// The question that asks for a variable; its help is what the module says of it.
#[must_use]
pub fn question_of(key: &str, component: &str, variable: &InputVariable) -> Question {
    let title = format!("{} of {component}?", in_words(&variable.name));
    let mut question = Question::new(key, title, kind_of(variable));
    question.help = variable.description.clone().unwrap_or_default();
    if question.kind == Kind::SecretReference {
        let help = std::mem::take(&mut question.help);
        question.help = format!("{help} Never the secret itself: {}.", secret::FORMS);
        question.help = question.help.trim_start().to_owned();
    } else if !variable.is_required() {
        question.recommended = variable.default_value().cloned();
    }
    question
}

/// An answer as the type has it: what was typed for a number is a number, and what was written
/// as HCL or YAML for a list or an object is one. What cannot be read stays as it is.
#[must_use]
pub fn typed(ty: &Type, answer: &Value) -> Value {
    let Some(text) = answer.as_str() else {
        return answer.clone();
    };
    let read = match ty {
        Type::String => None,
        Type::Number => text
            .trim()
            .parse::<serde_json::Number>()
            .ok()
            .and_then(|number| serde_json::from_value(serde_json::Value::Number(number)).ok()),
        Type::Bool => text.trim().parse::<bool>().ok().map(Value::Bool),
        Type::Any => written(text).filter(|value| !value.is_null()),
        _ => written(text),
    };
    read.unwrap_or_else(|| answer.clone())
}

/// An answer as the stack takes it: typed, and a secret as the reference to it.
#[must_use]
pub fn given(variable: &InputVariable, answer: &Value) -> Value {
    referred(&kind_of(variable), typed(&variable.ty, answer))
}

/// A value with the references to secrets in it as the stack has them.
fn referred(kind: &Kind, value: Value) -> Value {
    match (kind, value) {
        (Kind::SecretReference, Value::String(text)) => secret::in_stack(&text),
        (Kind::Form(fields), Value::Object(entries)) => entries
            .into_iter()
            .map(|(key, value)| {
                let field = fields.iter().find(|field| field.key == key);
                let value = match field {
                    Some(field) => referred(&field.kind, value),
                    None => value,
                };
                (key, value)
            })
            .collect(),
        (_, value) => value,
    }
}

/// Whether nothing was said, which leaves an input at its default.
#[must_use]
pub fn is_empty(answer: &Value) -> bool {
    answer.is_null() || answer.as_str().is_some_and(|text| text.trim().is_empty())
}

/// `[…]` and `{…}` as HCL writes them, or else as YAML does.
fn written(text: &str) -> Option<Value> {
    let as_hcl = hcl::parse_expr(text.trim()).ok().and_then(|expr| literal(&expr));
    // HCL has undone its escapes, and the strings of a stack are templates again.
    as_hcl.map(escaped).or_else(|| serde_saphyr::from_str(text).ok())
}

fn escaped(value: Value) -> Value {
    match value {
        Value::String(text) => Value::from(text.replace("${", "$${").replace("%{", "%%{")),
        Value::Array(items) => items.into_iter().map(escaped).collect(),
        Value::Object(entries) => entries.into_iter().map(|(k, v)| (k, escaped(v))).collect(),
        other => other,
    }
}

/// Words of names that are said letter by letter.
const INITIALS: [&str; 14] = [
    "api", "arn", "aws", "cidr", "cpu", "dns", "http", "https", "iam", "id", "ip", "kms", "ttl",
    "url",
];

/// A name as one says it: `max_tasks` is `Max tasks`, `certificate_arn` is `Certificate ARN`.
#[must_use]
pub fn in_words(name: &str) -> String {
    let said = |word: &str| {
        if INITIALS.contains(&word) { word.to_uppercase() } else { word.to_owned() }
    };
    let words = name.split(['_', '-']).map(said).collect::<Vec<_>>().join(" ");
    let mut chars = words.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + chars.as_str())
}

/// A value as one reads it: a text without its quotes.
#[must_use]
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().map(plain).collect::<Vec<_>>().join(", ")
        }
        other => render::value(other),
    }
}

fn choices(values: &[Value]) -> Vec<Choice> {
    values.iter().map(|value| Choice::new(value.clone(), plain(value), "")).collect()
}

fn fields(object: &ObjectType) -> Vec<Question> {
    let required = object.attributes.iter().filter(|(_, attribute)| !attribute.optional);
    required
        .map(|(name, attribute)| {
            let kind = kind_of_type(name, &attribute.ty);
            Question::new(name, format!("{}?", in_words(name)), kind)
        })
        .collect()
}
