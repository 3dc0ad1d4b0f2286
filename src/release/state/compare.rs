//! What becomes of one argument, for callers who change nothing.

use hcl_rs::Value;

use super::Search;
use crate::hcl::syntax::{Expr, ExprKind, TemplatePart};
use crate::release::known::Known;
use crate::release::normal;
use crate::release::renewed::Renewed;
use crate::terraform::{Argument, Expression, Module, ModuleScope, Named, ObjectAttribute, Type};

/// Longest text of an expression that is shown, in characters.
const SHORT_CHARS: usize = 60;

/// A module of one side, and what is known of its inside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inside<'a> {
    pub(super) prefix: &'a str,
    pub(super) module: &'a Module,
    pub(super) known: &'a Known,
}

/// What becomes of an argument that both versions set, or one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing that can be noticed.
    Same,
    /// Both values are known, and differ.
    Literal,
    /// A value that is known on one side alone.
    Fixed,
    /// An expression became another.
    Expression,
    /// It was not set, or set to `null`.
    Added,
    /// It was not set, and is only where callers ask for it.
    AddedOptional,
    /// It is not set any more, or set to `null`.
    Removed,
}

impl<'a> Inside<'a> {
    fn scope(self) -> ModuleScope<'a> {
        self.known.scope(self.prefix, self.module)
    }

    pub(super) fn value(&self, expression: &Expression) -> Option<Value> {
        self.known.value(self.prefix, self.module, expression)
    }

    pub(super) fn text(&self, expression: &Expression) -> Option<String> {
        normal::text(expression, self.scope())
    }

    pub(super) fn shown(&self, expression: &Expression) -> String {
        short(self.module.text(expression.place))
    }

    /// The value when what `try`, `lookup` or `coalesce` asks for first is not there.
    pub(super) fn fallback(&self, expression: &Expression) -> Option<Value> {
        let expr = self.module.expr(expression.place)?;
        let (name, args) = match &through(&expr).kind {
            ExprKind::Call { name, args, expand: false } => (name.text, args),
            _ => return None,
        };
        let last = args.last().filter(|_| match name {
            "try" | "coalesce" => args.len() > 1,
            "lookup" => args.len() == 3,
            _ => false,
        })?;
        let place = crate::terraform::Place::new(expression.place.source, last.span);
        self.value(&Expression { place, literal: None })
    }

    /// Whether the expression takes an attribute that callers could not set before: an optional
    /// one, without a default, of a type of this side that no type of `before` has.
    fn asks_for_new(&self, expression: &Expression, before: &Module) -> bool {
        let Some(expr) = self.module.expr(expression.place) else { return false };
        let ExprKind::GetAttr(_, name) = &through(&expr).kind else { return false };
        let types = |module: &Module, of: &dyn Fn(&ObjectAttribute) -> bool| {
            module.variables.values().any(|variable| has(&variable.ty, name.text, of))
        };
        let unset =
            |a: &ObjectAttribute| a.optional && a.default.as_ref().is_none_or(Value::is_null);
        types(self.module, &unset) && !types(before, &|_| true)
    }
}

/// What is inside parentheses and `"${…}"`.
fn through<'e, 's>(expr: &'e Expr<'s>) -> &'e Expr<'s> {
    match &expr.kind {
        ExprKind::Paren(inner) => through(inner),
        ExprKind::Template(parts) => match parts.as_slice() {
            [TemplatePart::Interpolation(inner)] => through(inner),
            _ => expr,
        },
        _ => expr,
    }
}

/// Whether a type has an attribute of that name which is `of` a kind, however deep.
fn has(ty: &Type, name: &str, of: &dyn Fn(&ObjectAttribute) -> bool) -> bool {
    match ty {
        Type::List(ty) | Type::Set(ty) | Type::Map(ty) => has(ty, name, of),
        Type::Tuple(types) => types.iter().any(|ty| has(ty, name, of)),
        Type::Object(object) => {
            let own = object.attributes.get(name).is_some_and(of);
            own || object.attributes.values().any(|a| has(&a.ty, name, of))
        }
        Type::Any | Type::String | Type::Number | Type::Bool => false,
    }
}

/// An expression in a message: on one line, and not too long.
pub(super) fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHORT_CHARS) {
        Some((at, _)) => format!("`{}…`", &line[..at]),
        None => format!("`{line}`"),
    }
}

impl<'s> Search<'s, '_> {
    /// What becomes of an argument.
    pub(super) fn outcome(
        &self,
        (old, before): (Inside<'_>, Option<&Argument>),
        (new, after): (Inside<'_>, Option<&Argument>),
    ) -> Outcome {
        if let (Some(before), Some(after)) = (before, after)
            && self.spares((old, &before.value), (new, &after.value))
        {
            return Outcome::Same;
        }
        let value = |side: Inside<'_>, argument: Option<&Argument>| match argument {
            Some(argument) => side.value(&argument.value),
            None => Some(Value::Null),
        };
        let (was, is) = (value(old, before), value(new, after));
        match (&was, &is) {
            (Some(was), Some(is)) if alike(was, is) => return Outcome::Same,
            (Some(Value::Null), Some(_)) => return Outcome::Added,
            (_, Some(Value::Null)) => return Outcome::Removed,
            (Some(_), Some(_)) => return Outcome::Literal,
            _ => {}
        }
        let (before, after) = match (before, after) {
            (Some(before), Some(after)) => (before, after),
            (None, Some(after)) => return added(new, after, old),
            _ => return Outcome::Removed,
        };
        if was == Some(Value::Null) {
            return added(new, after, old);
        }
        let same = match (old.text(&before.value), new.text(&after.value)) {
            (Some(a), Some(b)) => a == b,
            _ => old.module.text(before.value.place) == new.module.text(after.value.place),
        };
        match (same, was, is) {
            (true, ..) => Outcome::Same,
            (_, Some(was), None) if new.fallback(&after.value).is_some_and(|v| alike(&v, &was)) => {
                Outcome::Expression
            }
            (_, None, None) => Outcome::Expression,
            _ => Outcome::Fixed,
        }
    }

    /// Whether two expressions are written alike and mean the same, without evaluating them.
    pub(super) fn spares(
        &self,
        (old, before): (Inside<'_>, &Expression),
        (new, after): (Inside<'_>, &Expression),
    ) -> bool {
        if old.module.text(before.place) != new.module.text(after.place) {
            return false;
        }
        if before.literal.is_some() && after.literal.is_some() {
            return true;
        }
        let key = (old.prefix.to_owned(), new.prefix.to_owned());
        let mut known = self.renewed.borrow_mut();
        let renewed =
            known.entry(key).or_insert_with(|| Renewed::between(old.scope(), new.scope()));
        renewed.spares((old.module, before), (new.module, after))
    }

    /// The names that one of two blocks sets, in the order of the new one and then of the old.
    pub(super) fn names<'a>(old: &'a Named<Argument>, new: &'a Named<Argument>) -> Vec<&'a str> {
        let gone = old.keys().filter(|name| !new.contains_key(*name));
        new.keys().chain(gone).map(String::as_str).collect()
    }

    /// The inside of the two modules at these prefixes.
    pub(super) fn insides<'a>(
        &'a self,
        (old, old_module): (&'a str, &'a Module),
        (new, new_module): (&'a str, &'a Module),
    ) -> [Inside<'a>; 2]
    where
        's: 'a,
    {
        [
            Inside { prefix: old, module: old_module, known: &self.old },
            Inside { prefix: new, module: new_module, known: &self.new },
        ]
    }
}

fn added(new: Inside<'_>, after: &Argument, old: Inside<'_>) -> Outcome {
    let unset = new.fallback(&after.value).is_some_and(|value| value.is_null());
    if unset || new.asks_for_new(&after.value, old.module) {
        Outcome::AddedOptional
    } else {
        Outcome::Added
    }
}

/// Whether an argument takes two values for the same: `"5"` is `5`, whatever it wants.
fn alike(a: &Value, b: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(k, a)| b.get(k).is_some_and(|b| alike(a, b)))
        }
        _ => a == b || text(a).is_some_and(|a| Some(a) == text(b)),
    }
}
