//! Reading type constraints, as strictly as Terraform does.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::literal::literal;
use super::{ObjectAttribute, ObjectType, Type};
use crate::diag::{Span, nearest};
use crate::hcl;
use crate::hcl::syntax::{Expr, ExprKind, Ident, ObjectItem, ObjectKey};

const NAMES: [&str; 10] =
    ["string", "number", "bool", "any", "list", "set", "map", "tuple", "object", "optional"];

/// What is wrong with a type expression, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeProblem {
    /// The bytes of the text that was read.
    pub span: Span,
    /// One clause that says what is wrong.
    pub message: String,
    /// The name that was probably meant.
    pub nearest: Option<String>,
}

impl Type {
    /// Reads a type expression.
    ///
    /// # Errors
    /// Every part that is no type, with its place.
    pub fn from_expr(expr: &Expr<'_>) -> Result<Self, Vec<TypeProblem>> {
        // Bare `list` and `map` are left from Terraform 0.11 and stand only for the whole.
        match expr.kind {
            ExprKind::Variable("list") => return Ok(Self::list(Self::Any)),
            ExprKind::Variable("map") => return Ok(Self::map(Self::Any)),
            _ => {}
        }
        let mut problems = Vec::new();
        let ty = read(expr, &mut problems);
        if problems.is_empty() { Ok(ty) } else { Err(problems) }
    }
}

impl FromStr for Type {
    type Err = Vec<TypeProblem>;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expr = hcl::parse_expr(text).map_err(|problems| -> Vec<_> {
            problems.into_iter().map(|p| TypeProblem::new(p.span, p.message)).collect()
        })?;
        Self::from_expr(&expr)
    }
}

impl TypeProblem {
    fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), nearest: None }
    }
}

impl fmt::Display for TypeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

/// Reads one type; where it is none, adds a problem and reads on as `any`.
fn read(expr: &Expr<'_>, problems: &mut Vec<TypeProblem>) -> Type {
    match &expr.kind {
        ExprKind::Variable(name) => match *name {
            "string" => return Type::String,
            "number" => return Type::Number,
            "bool" => return Type::Bool,
            "any" => return Type::Any,
            "list" | "set" | "map" => {
                let message = format!("`{name}` needs the type of its elements: `{name}(string)`");
                problems.push(TypeProblem::new(expr.span, message));
            }
            "tuple" => problems.push(TypeProblem::new(
                expr.span,
                "`tuple` needs the types of its elements: `tuple([string, number])`",
            )),
            "object" => problems.push(TypeProblem::new(
                expr.span,
                "`object` needs its attributes: `object({ name = string })`",
            )),
            other => problems.push(unknown(expr.span, other)),
        },
        ExprKind::Call { name, args, .. } => return read_call(expr, *name, args, problems),
        _ => {
            let written = expr.as_str().filter(|text| NAMES.contains(text));
            problems.push(TypeProblem {
                nearest: written.map(str::to_owned),
                ..TypeProblem::new(
                    expr.span,
                    if expr.as_str().is_some() {
                        "a type is written without quotes"
                    } else {
                        "expected a type such as `string` or `list(string)`"
                    },
                )
            });
        }
    }
    Type::Any
}

fn unknown(span: Span, name: &str) -> TypeProblem {
    TypeProblem {
        nearest: nearest(name, NAMES).map(str::to_owned),
        ..TypeProblem::new(span, format!("`{name}` is no type"))
    }
}

fn read_call(
    expr: &Expr<'_>,
    name: Ident<'_>,
    args: &[Expr<'_>],
    problems: &mut Vec<TypeProblem>,
) -> Type {
    let one = |problems: &mut Vec<TypeProblem>| {
        let [arg] = args else {
            let message = format!("`{}` takes one argument, not {}", name.text, args.len());
            problems.push(TypeProblem::new(expr.span, message));
            return None;
        };
        Some(arg)
    };
    match name.text {
        "list" => one(problems).map(|arg| Type::list(read(arg, problems))),
        "set" => one(problems).map(|arg| Type::set(read(arg, problems))),
        "map" => one(problems).map(|arg| Type::map(read(arg, problems))),
        "tuple" => one(problems).and_then(|arg| {
            let ExprKind::Tuple(items) = &arg.kind else {
                let message = "`tuple` takes a list of types: `tuple([string, number])`";
                problems.push(TypeProblem::new(arg.span, message));
                return None;
            };
            Some(Type::Tuple(items.iter().map(|item| read(item, problems)).collect()))
        }),
        "object" => one(problems).and_then(|arg| {
            let ExprKind::Object(items) = &arg.kind else {
                let message =
                    "`object` takes its attributes in braces: `object({ name = string })`";
                problems.push(TypeProblem::new(arg.span, message));
                return None;
            };
            Some(Type::Object(read_attributes(items, problems)))
        }),
        "optional" => {
            let message = "`optional` stands only for an attribute of an object type";
            problems.push(TypeProblem::new(expr.span, message));
            None
        }
        "string" | "number" | "bool" | "any" => {
            let message = format!("`{}` takes no arguments", name.text);
            problems.push(TypeProblem::new(expr.span, message));
            None
        }
        other => {
            problems.push(unknown(name.span, other));
            None
        }
    }
    .unwrap_or(Type::Any)
}

fn read_attributes(items: &[ObjectItem<'_>], problems: &mut Vec<TypeProblem>) -> ObjectType {
    let mut attributes = BTreeMap::new();
    for item in items {
        let name = match &item.key {
            ObjectKey::Name(name) => *name,
            ObjectKey::Expr(key) => {
                let message = "the name of an attribute is written without quotes";
                problems.push(TypeProblem::new(key.span, message));
                continue;
            }
        };
        let attribute = read_attribute(&item.value, problems);
        if attributes.insert(name.text.to_owned(), attribute).is_some() {
            let message = format!("the attribute `{}` is there already", name.text);
            problems.push(TypeProblem::new(name.span, message));
        }
    }
    ObjectType { attributes }
}

fn read_attribute(expr: &Expr<'_>, problems: &mut Vec<TypeProblem>) -> ObjectAttribute {
    let ExprKind::Call { name: Ident { text: "optional", .. }, args, .. } = &expr.kind else {
        return ObjectAttribute::required(read(expr, problems));
    };
    let (ty, default) = match args.as_slice() {
        [ty] => (ty, None),
        [ty, default] => (ty, Some(default)),
        _ => {
            let message = "`optional` takes a type and may take a default: `optional(number, 5)`";
            problems.push(TypeProblem::new(expr.span, message));
            return ObjectAttribute::optional(Type::Any, None);
        }
    };
    let ty = read(ty, problems);
    let default = default.and_then(|expr| {
        let value = literal(expr);
        match &value {
            None => problems.push(TypeProblem::new(
                expr.span,
                "a default must be constant: no variables and no functions",
            )),
            Some(value) => {
                let mismatch = ty.accepts_value(value).into_iter().find(|m| m.is_error());
                problems.extend(mismatch.map(|m| {
                    TypeProblem::new(expr.span, format!("the default does not fit its type: {m}"))
                }));
            }
        }
        value
    });
    ObjectAttribute::optional(ty, default)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::terraform::testing::any_type;

    #[test]
    fn every_part_that_is_no_type_is_named_with_its_place() {
        let text = r#"object({
  a   = strng
  "b" = string
  c   = list()
  d   = optional(number, "x")
  e   = list(optional(string))
  f   = "number"
  g   = optional(string, var.x)
  a   = set
  h   = tuple(string)
  i   = map(5)
})"#;
        let problems = text.parse::<Type>().expect_err("it is wrong in many ways");
        let lines: Vec<_> =
            problems.iter().map(|p| format!("{:?}: {p}", &text[p.span.range()])).collect();
        insta::assert_snapshot!(lines.join("\n"), @r#"
        "strng": `strng` is no type; did you mean `string`?
        "\"b\"": the name of an attribute is written without quotes
        "list()": `list` takes one argument, not 0
        "\"x\"": the default does not fit its type: the value must be number, found "x"
        "optional(string)": `optional` stands only for an attribute of an object type
        "\"number\"": a type is written without quotes; did you mean `number`?
        "var.x": a default must be constant: no variables and no functions
        "set": `set` needs the type of its elements: `set(string)`
        "a": the attribute `a` is there already
        "string": `tuple` takes a list of types: `tuple([string, number])`
        "5": expected a type such as `string` or `list(string)`
        "#);
    }

    #[test]
    fn a_bare_list_or_map_stands_only_for_the_whole() {
        assert_eq!("list".parse(), Ok(Type::list(Type::Any)));
        assert_eq!("map".parse(), Ok(Type::map(Type::Any)));
        assert!("list(map)".parse::<Type>().is_err());
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(ty in any_type(true)) {
            prop_assert_eq!(ty.to_string().parse(), Ok(ty.clone()));
            prop_assert_eq!(ty.pretty().parse(), Ok(ty));
        }

        #[test]
        fn no_text_panics(text in "[a-z(){}=,\" \\[\\]]{0,30}") {
            let _ = text.parse::<Type>();
        }
    }
}
