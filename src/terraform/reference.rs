//! What an expression names: `var.x`, `module.a.b`, `aws_vpc.this.id`.

use super::resource::{self, ResourceMode};
use crate::diag::Span;
use crate::hcl::syntax::{Expr, ExprKind, ForExpr, ObjectKey, SplatStep, TemplatePart};
use crate::terraform::render;

/// A name in an expression, with what is taken of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What is named.
    pub subject: Subject,
    /// What is taken of it, as far as that is constant: `.id`, `[0]`, `["a"]`, `[*]`.
    pub rest: Vec<Step>,
    /// The whole of it in the text that was read.
    pub span: Span,
}

/// What a reference names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// `var.x`
    Variable(String),
    /// `local.x`
    Local(String),
    /// `module.x`
    Call(String),
    /// `aws_vpc.this`, `data.aws_region.current`
    Resource {
        /// Which kind of block declares it.
        mode: ResourceMode,
        /// The type.
        kind: String,
        /// The name.
        name: String,
    },
    /// `each`, `count`, `path`, `terraform`, `self`, or a name that is none of Terraform's.
    Other(String),
}

/// What is taken of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// `.name`
    Attribute(String),
    /// `[0]`, as written
    Number(String),
    /// `["key"]`
    Key(String),
    /// `[expression]`, where the key is not constant
    Unknown,
    /// `[*]` or `.*`
    Splat,
}

/// Everything that an expression names, in source order; `for` variables are not names of Terraform's.
#[must_use]
pub fn references(expr: &Expr<'_>) -> Vec<Reference> {
    let mut walk = Walk { bound: Vec::new(), found: Vec::new() };
    walk.expr(expr);
    walk.found
}

impl Subject {
    /// How it is written: `var.x`, `module.a`.
    #[must_use]
    pub fn address(&self) -> String {
        match self {
            Self::Variable(name) => format!("var.{name}"),
            Self::Local(name) => format!("local.{name}"),
            Self::Call(name) => format!("module.{name}"),
            Self::Resource { mode, kind, name } => resource::address(*mode, kind, name),
            Self::Other(name) => name.clone(),
        }
    }
}

impl Reference {
    /// The first attribute taken, past indexes and splats: the output, for a module call.
    #[must_use]
    pub fn attribute(&self) -> Option<&str> {
        self.rest.iter().find_map(|step| match step {
            Step::Attribute(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

/// The address that an expression spells, without spaces; `None` when it is more than an address.
///
/// Keys that are not constant stand as they are written, which `text` tells.
pub(super) fn address_text<'t>(
    expr: &Expr<'t>,
    text: impl Fn(Span) -> &'t str + Copy,
) -> Option<String> {
    match &expr.kind {
        ExprKind::Variable(name) => Some((*name).to_owned()),
        // The JSON form and old configurations write addresses in quotes.
        ExprKind::String(address) => Some(address.split_whitespace().collect()),
        ExprKind::GetAttr(base, name) => {
            Some(format!("{}.{}", address_text(base, text)?, name.text))
        }
        ExprKind::Index(base, key) => {
            let base = address_text(base, text)?;
            Some(match &key.kind {
                ExprKind::Number(number) => format!("{base}[{number}]"),
                ExprKind::String(key) => format!("{base}[{}]", render::string(key)),
                _ => format!("{base}[{}]", text(key.span)),
            })
        }
        ExprKind::Splat { base, each, .. } if each.is_empty() => {
            Some(format!("{}[*]", address_text(base, text)?))
        }
        _ => None,
    }
}

struct Walk<'e> {
    /// The `for` variables in scope.
    bound: Vec<&'e str>,
    found: Vec<Reference>,
}

impl<'e> Walk<'e> {
    fn expr(&mut self, expr: &'e Expr<'_>) {
        match &expr.kind {
            ExprKind::Variable(_)
            | ExprKind::GetAttr(..)
            | ExprKind::Index(..)
            | ExprKind::Splat { .. } => self.traversal(expr),
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::String(_) => {}
            ExprKind::Template(parts) => self.template(parts),
            ExprKind::Tuple(items) | ExprKind::Call { args: items, .. } => {
                items.iter().for_each(|item| self.expr(item));
            }
            ExprKind::Object(items) => {
                for item in items {
                    if let ObjectKey::Expr(key) = &item.key {
                        self.expr(key);
                    }
                    self.expr(&item.value);
                }
            }
            ExprKind::Conditional(parts) => parts.iter().for_each(|part| self.expr(part)),
            ExprKind::Binary(left, _, right) => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Unary(_, inner) | ExprKind::Paren(inner) => self.expr(inner),
            ExprKind::For(inner) => self.for_expr(inner),
        }
    }

    fn for_expr(&mut self, inner: &'e ForExpr<'_>) {
        self.expr(&inner.collection);
        let outer = self.bound.len();
        self.bound.extend(inner.key_var.map(|name| name.text));
        self.bound.push(inner.value_var.text);
        let parts = inner.key.iter().chain([&inner.value]).chain(&inner.condition);
        parts.for_each(|part| self.expr(part));
        self.bound.truncate(outer);
    }

    fn template(&mut self, parts: &'e [TemplatePart<'_>]) {
        for part in parts {
            match part {
                TemplatePart::Literal(_) => {}
                TemplatePart::Interpolation(inner) => self.expr(inner),
                TemplatePart::If { condition, yes, no } => {
                    self.expr(condition);
                    self.template(yes);
                    self.template(no);
                }
                TemplatePart::For { key_var, value_var, collection, body } => {
                    self.expr(collection);
                    let outer = self.bound.len();
                    self.bound.extend(key_var.map(|name| name.text));
                    self.bound.push(value_var.text);
                    self.template(body);
                    self.bound.truncate(outer);
                }
            }
        }
    }

    /// Takes a chain of steps apart; whatever it starts from that is no name is walked as usual.
    fn traversal(&mut self, expr: &'e Expr<'_>) {
        let mut steps = Vec::new();
        let root = self.unwind(expr, &mut steps);
        steps.reverse();
        match root.kind {
            ExprKind::Variable(name) if !self.bound.contains(&name) => {
                let span = expr.span;
                let (subject, used) = subject(name, &steps);
                self.found.push(Reference { subject, rest: steps.split_off(used), span });
            }
            ExprKind::Variable(_) => {}
            _ => self.expr(root),
        }
    }

    /// Collects the steps from the last to the first, walks what stands in brackets, and returns the root.
    fn unwind<'x>(&mut self, expr: &'e Expr<'x>, steps: &mut Vec<Step>) -> &'e Expr<'x> {
        match &expr.kind {
            ExprKind::GetAttr(base, name) => {
                steps.push(Step::Attribute(name.text.to_owned()));
                self.unwind(base, steps)
            }
            ExprKind::Index(base, key) => {
                steps.push(self.index(key));
                self.unwind(base, steps)
            }
            ExprKind::Splat { base, each, .. } => {
                for step in each.iter().rev() {
                    steps.push(match step {
                        SplatStep::GetAttr(name) => Step::Attribute(name.text.to_owned()),
                        SplatStep::Index(key) => self.index(key),
                    });
                }
                steps.push(Step::Splat);
                self.unwind(base, steps)
            }
            _ => expr,
        }
    }

    fn index(&mut self, key: &'e Expr<'_>) -> Step {
        match &key.kind {
            ExprKind::Number(number) => Step::Number((*number).to_owned()),
            ExprKind::String(text) => Step::Key(text.to_string()),
            _ => {
                self.expr(key);
                Step::Unknown
            }
        }
    }
}

/// What a root name and the steps after it name, and how many of the steps that takes.
fn subject(root: &str, steps: &[Step]) -> (Subject, usize) {
    let attribute = |i: usize| match steps.get(i) {
        Some(Step::Attribute(name)) => Some(name.clone()),
        _ => None,
    };
    let resource = |mode, first: usize, kind: Option<String>| {
        let (kind, name) = (kind?, attribute(first)?);
        Some((Subject::Resource { mode, kind, name }, first + 1))
    };
    let found = match root {
        "var" => attribute(0).map(|name| (Subject::Variable(name), 1)),
        "local" => attribute(0).map(|name| (Subject::Local(name), 1)),
        "module" => attribute(0).map(|name| (Subject::Call(name), 1)),
        "data" => resource(ResourceMode::Data, 1, attribute(0)),
        "ephemeral" => resource(ResourceMode::Ephemeral, 1, attribute(0)),
        "action" => resource(ResourceMode::Action, 1, attribute(0)),
        "each" | "count" | "path" | "terraform" | "self" => None,
        // Managed resources may be written `resource.aws_vpc.this` too.
        "resource" => resource(ResourceMode::Managed, 1, attribute(0)),
        kind => resource(ResourceMode::Managed, 0, Some(kind.to_owned())),
    };
    found.unwrap_or_else(|| (Subject::Other(root.to_owned()), 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let expr = crate::hcl::parse_expr(text).expect(text);
        let lines: Vec<_> = references(&expr)
            .iter()
            .map(|r| format!("{} {:?} {}", r.subject.address(), r.rest, &text[r.span.range()]))
            .collect();
        lines.join("\n")
    }

    #[test]
    fn names_are_found_wherever_they_stand() {
        insta::assert_snapshot!(
            shown(
                r#"{
                  a              = module.net["eu"].network.subnets[*].id
                  (local.key)    = "x-${var.name}-%{ if var.on }${data.aws_region.this.name}%{ endif }"
                  c              = [for k, v in var.map : v.id if k != each.key]
                  d              = aws_instance.web[count.index].id
                  e              = merge(resource.aws_vpc.a.tags, ephemeral.x.y.z)
                  f              = toset(var.list)[0].name
                }"#
            ),
            @r#"
        module.net [Key("eu"), Attribute("network"), Attribute("subnets"), Splat, Attribute("id")] module.net["eu"].network.subnets[*].id
        local.key [] local.key
        var.name [] var.name
        var.on [] var.on
        data.aws_region.this [Attribute("name")] data.aws_region.this.name
        var.map [] var.map
        each [Attribute("key")] each.key
        count [Attribute("index")] count.index
        aws_instance.web [Unknown, Attribute("id")] aws_instance.web[count.index].id
        aws_vpc.a [Attribute("tags")] resource.aws_vpc.a.tags
        ephemeral.x.y [Attribute("z")] ephemeral.x.y.z
        var.list [] var.list
        "#
        );
    }

    #[test]
    fn for_variables_hide_names_only_inside() {
        assert_eq!(shown("[for var in var.a : var.b]"), "var.a [] var.a",);
    }
}
