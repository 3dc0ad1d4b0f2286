//! Where in the text of a type a part of it stands.

use super::types::Step;
use crate::diag::Span;
use crate::hcl::syntax::{Expr, ExprKind, ObjectItem, ObjectKey};
use crate::terraform::{InputVariable, Module, Place};

/// The text of a variable's type, read once for all the places in it.
#[derive(Debug)]
pub(super) struct TypeText<'m> {
    module: &'m Module,
    variable: &'m InputVariable,
    expr: Option<Expr<'m>>,
}

impl<'m> TypeText<'m> {
    pub(super) fn of(module: &'m Module, variable: &'m InputVariable) -> Self {
        let constraint = variable.type_constraint.as_ref();
        let expr = constraint.and_then(|constraint| module.expr(constraint.place));
        Self { module, variable, expr }
    }

    /// Where the part of the type stands that `path` leads to, or else the last thing on the way
    /// to it that is there; the variable's name when no type is written.
    pub(super) fn place(&self, path: &[Step]) -> Place {
        let Some(constraint) = &self.variable.type_constraint else {
            return self.variable.name_place;
        };
        let whole = constraint.place;
        match &self.expr {
            Some(expr) => Place::new(whole.source, span(expr, path, self.module, whole)),
            None => whole,
        }
    }
}

fn span(expr: &Expr<'_>, path: &[Step], module: &Module, whole: Place) -> Span {
    let short = |span: Span| !module.text(Place::new(whole.source, span)).contains('\n');
    let mut here = expr;
    let mut found = head(expr, short);
    for step in path {
        here = unwrapped(here);
        let ExprKind::Call { args, .. } = &here.kind else { return found };
        let next = match (step, args.first().map(|arg| (&arg.kind, arg))) {
            (Step::Attribute(name), Some((ExprKind::Object(items), _))) => {
                let Some(item) = items.iter().find(|item| is_named(item, name)) else {
                    return found;
                };
                let line = Span::new(key(item).range().start, item.value.span.range().end);
                found = if short(line) { line } else { key(item) };
                here = &item.value;
                continue;
            }
            (Step::Item(i), Some((ExprKind::Tuple(items), _))) => items.get(*i),
            (Step::Element, Some((_, element))) => Some(element),
            _ => None,
        };
        let Some(next) = next else { return found };
        found = head(next, short);
        here = next;
    }
    found
}

/// The whole of a type that stands on one line, else the word that it begins with.
fn head(expr: &Expr<'_>, short: impl Fn(Span) -> bool) -> Span {
    match &expr.kind {
        ExprKind::Call { name, .. } if !short(expr.span) => name.span,
        _ => expr.span,
    }
}

/// The type inside `optional(…)`.
fn unwrapped<'e, 's>(expr: &'e Expr<'s>) -> &'e Expr<'s> {
    match &expr.kind {
        ExprKind::Call { name, args, .. } if name.text == "optional" => {
            args.first().unwrap_or(expr)
        }
        _ => expr,
    }
}

fn key(item: &ObjectItem<'_>) -> Span {
    match &item.key {
        ObjectKey::Name(name) => name.span,
        ObjectKey::Expr(expr) => expr.span,
    }
}

fn is_named(item: &ObjectItem<'_>, name: &str) -> bool {
    matches!(&item.key, ObjectKey::Name(key) if key.text == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_as_near_as_the_text_allows() {
        let text = r#"variable "x" {
  type = map(object({
    id    = string
    zones = optional(list(object({ name = string })), [])
    rules = object({
      ports = tuple([number, string])
    })
  }))
}
"#;
        let module = Module::load([("main.tf", text)]);
        let attribute = |name: &str| Step::Attribute(name.to_owned());
        let types = TypeText::of(&module, &module.variables["x"]);
        let at = |path: &[Step]| module.text(types.place(path)).to_owned();
        let zones = [Step::Element, attribute("zones"), Step::Element, attribute("name")];
        let port = [Step::Element, attribute("rules"), attribute("ports"), Step::Item(1)];
        assert_eq!(at(&[]), "map");
        assert_eq!(at(&[Step::Element]), "object");
        assert_eq!(at(&[Step::Element, attribute("id")]), "id    = string");
        assert_eq!(at(&[Step::Element, attribute("rules")]), "rules");
        assert_eq!(at(&[Step::Element, attribute("gone")]), "object");
        assert_eq!(at(&zones), "name = string");
        assert_eq!(at(&port), "string");
    }
}
