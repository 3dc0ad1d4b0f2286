//! A syntax tree in the JSON form that HashiCorp's converter gives it, to compare the two.

use pavestone::hcl::syntax::{Body, Expr, ExprKind, Item, ObjectKey, TemplatePart, UnaryOp};
use serde_json::{Map, Value};

/// Stands in a string for a literal that the converter works out, `1e2` to `100`, say.
pub(super) const WORKED_OUT: &str = "\u{e000}";

/// The JSON form of a body; none when the converter has none for it.
pub(crate) fn body(text: &str, body: &Body<'_>) -> Option<Value> {
    let mut out = Map::new();
    for block in body.blocks() {
        let mut path: Vec<&str> = vec![block.kind.text];
        path.extend(block.labels.iter().map(|label| &*label.text));
        let last = path.pop()?;
        let mut at = &mut out;
        for step in path {
            at = at.entry(step).or_insert_with(|| Map::new().into()).as_object_mut()?;
        }
        let list = at.entry(last).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()?;
        list.push(self::body(text, &block.body)?);
    }
    for item in &body.items {
        if let Item::Attribute(attribute) = item {
            out.insert(attribute.name.text.to_owned(), expr(text, &attribute.value));
        }
    }
    Some(out.into())
}

fn expr(text: &str, value: &Expr<'_>) -> Value {
    match &value.kind {
        ExprKind::Null => Value::Null,
        ExprKind::Bool(value) => Value::Bool(*value),
        // Numbers are compared by what the converter calls them: it turns large ones into null.
        ExprKind::Number(_) => Value::from("a number"),
        ExprKind::String(value) => Value::from(escape(value)),
        ExprKind::Template(parts) => match &parts[..] {
            [TemplatePart::Interpolation(inner)] => expr(text, inner),
            _ => Value::from(template(text, parts)),
        },
        ExprKind::Tuple(items) => items.iter().map(|item| expr(text, item)).collect(),
        ExprKind::Object(items) => {
            let mut out = Map::new();
            for item in items {
                let key = match &item.key {
                    ObjectKey::Name(name) => name.text.to_owned(),
                    ObjectKey::Expr(key) => match &key.kind {
                        ExprKind::String(key) => escape(key),
                        ExprKind::Template(parts) => template(text, parts),
                        ExprKind::Number(number) => (*number).to_owned(),
                        ExprKind::GetAttr(..) | ExprKind::Index(..) => {
                            text[key.span.range()].to_owned()
                        }
                        _ => format!("${{{}}}", &text[key.span.range()]),
                    },
                };
                out.insert(key, expr(text, &item.value));
            }
            out.into()
        }
        // An operator on a literal is worked out, any other is left as it is.
        ExprKind::Unary(operator, operand) => match (operator, &operand.kind) {
            (UnaryOp::Not, ExprKind::Bool(value)) => Value::Bool(!value),
            (UnaryOp::Negate, ExprKind::Number(_)) => expr(text, operand),
            _ => Value::from(format!("${{{}}}", &text[value.span.range()])),
        },
        _ => Value::from(format!("${{{}}}", &text[value.span.range()])),
    }
}

fn escape(text: &str) -> String {
    text.replace("${", "$${").replace("%{", "%%{")
}

fn template(text: &str, parts: &[TemplatePart<'_>]) -> String {
    let part = |part: &TemplatePart<'_>| match part {
        TemplatePart::Literal(literal) => escape(literal),
        TemplatePart::Interpolation(value) => string_part(text, value),
        TemplatePart::If { condition, yes, no } => {
            if_part(text, condition, &template(text, yes), &template(text, no))
        }
        TemplatePart::For { key_var, value_var, collection, body } => {
            let key = key_var.map_or(String::new(), |key| format!("{}, ", key.text));
            let collection = &text[collection.span.range()];
            let body = template(text, body);
            format!("%{{for {key}{} in {collection}}}{body}%{{endfor}}", value_var.text)
        }
    };
    parts.iter().map(part).collect()
}

/// The converter writes literals as they are, and `?` as if it were a directive.
fn string_part(text: &str, value: &Expr<'_>) -> String {
    match &value.kind {
        ExprKind::String(value) => escape(value),
        ExprKind::Template(parts) => template(text, parts),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Number(_) | ExprKind::Null => WORKED_OUT.to_owned(),
        ExprKind::Conditional(parts) => {
            let [condition, yes, no] = &**parts;
            if_part(text, condition, &string_part(text, yes), &string_part(text, no))
        }
        _ => format!("${{{}}}", &text[value.span.range()]),
    }
}

fn if_part(text: &str, condition: &Expr<'_>, yes: &str, no: &str) -> String {
    let otherwise = if no.is_empty() { String::new() } else { format!("%{{else}}{no}") };
    format!("%{{if {}}}{yes}{otherwise}%{{endif}}", &text[condition.span.range()])
}
