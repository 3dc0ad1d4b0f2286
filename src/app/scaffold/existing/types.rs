//! The names and types of the inputs that stand for what stays behind.

use crate::app::scaffold::words;
use crate::diag::Span;
use crate::hcl::syntax::{BinaryOp, Expr, ExprKind, SplatStep, UnaryOp};
use crate::schema;
use crate::terraform::reference::Subject;
use crate::terraform::{ObjectAttribute, ResourceMode, Type};

/// Most attributes of an object that becomes the type of an input; more are `any`.
const MOST_ATTRIBUTES: usize = 12;

/// What an input for something that stays behind is called.
pub(super) fn outside_name(subject: &Subject, node: &Expr<'_>, names: usize) -> String {
    let mut steps = Vec::new();
    let mut many = false;
    let mut at = Some(node);
    while let Some(node) = at {
        at = match &node.kind {
            ExprKind::GetAttr(base, name) => {
                steps.push(name.text.to_owned());
                Some(base)
            }
            ExprKind::Index(base, _) => Some(base),
            ExprKind::Splat { base, each, .. } => {
                many = true;
                for step in each.iter().rev() {
                    if let SplatStep::GetAttr(name) = step {
                        steps.push(name.text.to_owned());
                    }
                }
                Some(base)
            }
            ExprKind::Variable(name) => {
                steps.push((*name).to_owned());
                None
            }
            _ => None,
        };
    }
    steps.reverse();
    let taken = steps.get(names..).unwrap_or_default().join("_");
    let name = match subject {
        Subject::Resource { kind, .. } => {
            let noun = kind.split_once('_').map_or(kind.as_str(), |(_, rest)| rest);
            if taken.is_empty() { noun.to_owned() } else { format!("{noun}_{taken}") }
        }
        Subject::Call(call) => {
            // `id` alone tells too little; `vpc_id` tells enough.
            if taken.contains('_') { taken } else { format!("{call}_{taken}") }
        }
        _ => taken,
    };
    let name = name.trim_matches('_').replace('-', "_");
    if many { plural(&name) } else { name }
}

pub(super) fn plural(name: &str) -> String {
    if name.ends_with('s') { name.to_owned() } else { format!("{name}s") }
}

/// A type for what nothing tells the type of, by where it stands and by its name.
pub(super) fn guessed(name: &str, expr: &Expr<'_>, span: Span) -> Type {
    if let Some(ty) = by_place(expr, span) {
        return ty;
    }
    let ends = |words: &str| words::ends_with_word(name, words);
    if ["ids", "arns", "names", "cidrs", "subnets", "zones"].iter().any(|word| ends(word)) {
        return Type::list(Type::String);
    }
    let text = ["id", "arn", "name", "url", "endpoint", "json", "cidr", "address"];
    if text.iter().any(|word| ends(word)) { Type::String } else { Type::Any }
}

/// The type that what stands around a place asks of it.
fn by_place(expr: &Expr<'_>, span: Span) -> Option<Type> {
    let mut found = None;
    expr.for_each_child(|child| {
        let here = if child.span == span { asked_of(expr, span) } else { by_place(child, span) };
        found = found.take().or(here);
    });
    found
}

/// The type that an expression asks of a part of it.
fn asked_of(expr: &Expr<'_>, part: Span) -> Option<Type> {
    use BinaryOp::{Add, And, Divide, Modulo, Multiply, Or, Subtract};
    match &expr.kind {
        ExprKind::Template(_) => Some(Type::String),
        ExprKind::Unary(UnaryOp::Not, _) => Some(Type::Bool),
        ExprKind::Unary(UnaryOp::Negate, _) => Some(Type::Number),
        ExprKind::Conditional(parts) if parts[0].span == part => Some(Type::Bool),
        ExprKind::Binary(_, And | Or, _) => Some(Type::Bool),
        ExprKind::Binary(_, Add | Subtract | Multiply | Divide | Modulo, _) => Some(Type::Number),
        ExprKind::For(parts) if parts.collection.span == part => Some(match parts.key_var {
            Some(_) => Type::map(Type::String),
            None => Type::list(Type::String),
        }),
        _ => None,
    }
}

/// A type that an input can have: lists for tuples of one type, `any` for what is too large.
pub(super) fn simple(ty: Type) -> Type {
    match ty {
        Type::Tuple(types) => {
            let mut types: Vec<Type> = types.into_iter().map(simple).collect();
            types.dedup();
            match &types[..] {
                [one] => Type::list(one.clone()),
                _ => Type::Any,
            }
        }
        Type::Object(object) if object.attributes.len() > MOST_ATTRIBUTES => Type::Any,
        Type::Object(mut object) => {
            for attribute in object.attributes.values_mut() {
                attribute.ty = simple(attribute.ty.clone());
            }
            Type::Object(object)
        }
        Type::List(inner) => Type::list(simple(*inner)),
        Type::Set(inner) => Type::set(simple(*inner)),
        Type::Map(inner) => Type::map(simple(*inner)),
        other => other,
    }
}

/// A map for an object whose attributes have one plain type, such as tags.
pub(super) fn uniform(ty: Type) -> Type {
    let Type::Object(object) = &ty else { return ty };
    let mut types = object.attributes.values().map(|attribute| &attribute.ty);
    match types.next() {
        Some(first) if first.is_primitive() && types.all(|ty| ty == first) => {
            Type::map(first.clone())
        }
        _ => ty,
    }
}

/// The type of a constant.
pub(super) fn type_of_value(value: &hcl_rs::Value) -> Type {
    use hcl_rs::Value;
    match value {
        Value::Null => Type::Any,
        Value::Bool(_) => Type::Bool,
        Value::Number(_) => Type::Number,
        Value::String(_) => Type::String,
        Value::Array(items) => Type::Tuple(items.iter().map(type_of_value).collect()),
        Value::Object(items) => Type::object(
            items
                .iter()
                .map(|(key, item)| (key.clone(), ObjectAttribute::required(type_of_value(item)))),
        ),
    }
}

/// The type of the argument at a path, where the schema tells.
pub(super) fn argument_type(block: &schema::Block, path: &str) -> Option<Type> {
    match path.split_once('.') {
        Some((first, rest)) => argument_type(&block.nested(first)?.block, rest),
        None => block.attribute(path).map(|attribute| attribute.ty.clone()),
    }
}

/// The type of an attribute of a resource that is not declared, where the schema tells.
pub(super) fn attribute_type(subject: &Subject, attribute: &str) -> Option<Type> {
    let Subject::Resource { mode, kind, .. } = subject else { return None };
    let schema_kind = match mode {
        ResourceMode::Data => schema::Kind::DataSource,
        ResourceMode::Ephemeral => schema::Kind::Ephemeral,
        ResourceMode::Managed | ResourceMode::Action => schema::Kind::Resource,
    };
    let schema = schema::Providers::embedded().of_type(kind)?.schema(schema_kind, kind)?;
    schema.block.attribute(attribute).map(|attribute| attribute.ty.clone())
}
