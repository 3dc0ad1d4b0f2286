//! The policy that `data "aws_iam_policy_document"` writes.
//!
//! Laid out as the provider does it, because tests take it apart: lists of one are bare strings,
//! longer ones are in reverse order, principals are grouped by type, and statements of the source
//! documents come first and are overridden by their `sid`.

use serde_json::{Map, Value as Json};

use super::super::value::{Object, Value};

/// The document that the arguments of the data source describe.
#[must_use]
pub fn document(arguments: &Object) -> Json {
    let text = |name: &str| arguments.get(name).and_then(Value::as_str);
    let mut statements: Vec<Json> = Vec::new();
    let sources =
        strings(arguments, "source_json").chain(strings(arguments, "source_policy_documents"));
    for source in sources {
        statements.extend(statements_of(source));
    }
    let own = arguments.get("statement").map(Value::items).unwrap_or_default();
    for statement in own.iter().filter_map(Value::as_object) {
        merge(&mut statements, self::statement(statement));
    }
    let overrides =
        strings(arguments, "override_json").chain(strings(arguments, "override_policy_documents"));
    for source in overrides {
        for statement in statements_of(source) {
            merge(&mut statements, statement);
        }
    }
    let mut document = Map::new();
    document.insert("Version".to_owned(), text("version").unwrap_or("2012-10-17").into());
    if let Some(id) = text("policy_id") {
        document.insert("Id".to_owned(), id.into());
    }
    document.insert("Statement".to_owned(), Json::Array(statements));
    Json::Object(document)
}

/// The document as text, with two spaces a level or on one line.
#[must_use]
pub fn render(document: &Json, minified: bool) -> String {
    if minified { document.to_string() } else { format!("{document:#}") }
}

fn strings<'o>(arguments: &'o Object, name: &str) -> impl Iterator<Item = &'o str> {
    let value = arguments.get(name);
    let one = value.and_then(Value::as_str);
    let many = value.map(Value::items).unwrap_or_default();
    one.into_iter().chain(many.iter().filter_map(Value::as_str))
}

fn statements_of(source: &str) -> Vec<Json> {
    let document: Json = serde_json::from_str(source).unwrap_or_default();
    match document.get("Statement") {
        Some(Json::Array(statements)) => statements.clone(),
        Some(statement @ Json::Object(_)) => vec![statement.clone()],
        _ => Vec::new(),
    }
}

/// Puts a statement in the place of the one with its `Sid`, or last.
fn merge(statements: &mut Vec<Json>, statement: Json) {
    let sid = statement.get("Sid").and_then(Json::as_str).filter(|sid| !sid.is_empty());
    let place = sid.and_then(|sid| {
        statements.iter().position(|s| s.get("Sid").and_then(Json::as_str) == Some(sid))
    });
    match place {
        Some(at) => statements[at] = statement,
        None => statements.push(statement),
    }
}

fn statement(arguments: &Object) -> Json {
    let mut statement = Map::new();
    if let Some(sid) = arguments.get("sid").and_then(Value::as_str).filter(|s| !s.is_empty()) {
        statement.insert("Sid".to_owned(), sid.into());
    }
    let effect = arguments.get("effect").and_then(Value::as_str).unwrap_or("Allow");
    statement.insert("Effect".to_owned(), effect.into());
    for (argument, element) in [
        ("actions", "Action"),
        ("not_actions", "NotAction"),
        ("resources", "Resource"),
        ("not_resources", "NotResource"),
    ] {
        if let Some(list) = arguments.get(argument).map(Value::strings).filter(|l| !l.is_empty()) {
            statement.insert(element.to_owned(), bare(list));
        }
    }
    for (argument, element) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        let blocks = arguments.get(argument).map(Value::items).unwrap_or_default();
        if let Some(principals) = principals(blocks) {
            statement.insert(element.to_owned(), principals);
        }
    }
    let conditions = arguments.get("condition").map(Value::items).unwrap_or_default();
    if !conditions.is_empty() {
        statement.insert("Condition".to_owned(), self::conditions(conditions));
    }
    Json::Object(statement)
}

fn principals(blocks: &[Value]) -> Option<Json> {
    let mut by_type: Map<String, Json> = Map::new();
    for block in blocks {
        let kind = block.get("type").and_then(Value::as_str).unwrap_or_default();
        let identifiers = block.get("identifiers").map(Value::strings).unwrap_or_default();
        if kind == "*" && identifiers == ["*"] {
            return Some("*".into());
        }
        let mut all = identifiers;
        let earlier = by_type.get(kind).cloned();
        match &earlier {
            Some(Json::String(one)) => all.push(one),
            Some(Json::Array(many)) => all.extend(many.iter().filter_map(Json::as_str)),
            _ => {}
        }
        by_type.insert(kind.to_owned(), bare(all));
    }
    (!by_type.is_empty()).then_some(Json::Object(by_type))
}

fn conditions(blocks: &[Value]) -> Json {
    let mut by_test: Map<String, Json> = Map::new();
    for block in blocks {
        let text = |name: &str| block.get(name).and_then(Value::as_str).unwrap_or_default();
        let values = block.get("values").map(Value::strings).unwrap_or_default();
        // In conditions, and only there, the order written is kept.
        let values = match values.as_slice() {
            [one] => Json::from(*one),
            many => Json::from(many.to_vec()),
        };
        let test = by_test.entry(text("test")).or_insert_with(|| Json::Object(Map::new()));
        if let Json::Object(variables) = test {
            variables.insert(text("variable").to_owned(), values);
        }
    }
    Json::Object(by_test)
}

/// One string alone, several in reverse order.
fn bare(mut list: Vec<&str>) -> Json {
    list.sort_unstable_by(|a, b| b.cmp(a));
    list.dedup();
    match list.as_slice() {
        [one] => Json::from(*one),
        many => Json::from(many.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_laid_out_as_the_provider_does_it() {
        let arguments = Value::from(serde_json::json!({
            "source_policy_documents": [
                r#"{"Statement":[{"Sid":"Read","Effect":"Deny","Action":"s3:*"},{"Effect":"Allow","Action":"sqs:*"}]}"#
            ],
            "statement": [{
                "sid": "Read",
                "effect": null,
                "actions": ["s3:GetObject", "s3:PutObject"],
                "resources": ["arn:aws:s3:::b/*"],
                "principals": [{ "type": "Service", "identifiers": ["ecs.amazonaws.com"] }],
                "condition": [{ "test": "StringEquals", "variable": "aws:SourceAccount", "values": ["1"] }],
            }],
        }));
        let document = document(arguments.as_object().expect("it is an object"));
        assert_eq!(
            document,
            serde_json::json!({
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Sid": "Read",
                        "Effect": "Allow",
                        "Action": ["s3:PutObject", "s3:GetObject"],
                        "Resource": "arn:aws:s3:::b/*",
                        "Principal": { "Service": "ecs.amazonaws.com" },
                        "Condition": { "StringEquals": { "aws:SourceAccount": "1" } },
                    },
                    { "Effect": "Allow", "Action": "sqs:*" },
                ],
            })
        );
    }

    #[test]
    fn everyone_is_a_bare_star() {
        let everyone = Value::from(serde_json::json!([{ "type": "*", "identifiers": ["*"] }]));
        assert_eq!(principals(everyone.items()), Some("*".into()));
    }
}
