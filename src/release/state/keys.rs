//! Where the keys of a `for_each` come from, when what they come to is not known.

use std::collections::BTreeSet;

use crate::hcl::syntax::{Expr, ExprKind, ForExpr, ObjectItem, ObjectKey};
use crate::release::normal;
use crate::terraform::{ModuleScope, Place, Type};

/// How deep `merge`, `for` and local values may be nested in one another.
const MAX_DEPTH: usize = 16;

/// Where keys come from.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct KeySources {
    /// Keys that are written out.
    pub(super) keys: BTreeSet<String>,
    /// Expressions that give keys of their own, with the key made of each.
    pub(super) of: BTreeSet<String>,
    /// Conditions that pick some of them, in no order.
    pub(super) conditions: BTreeSet<String>,
    /// Whether what gives keys is more than input variables, so that two ways of writing it may
    /// give the same.
    pub(super) opaque: bool,
}

/// What of a collection is a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Its keys.
    Key,
    /// Its elements.
    Element,
}

impl KeySources {
    /// Where the keys of the expression at a place come from; `None` when it cannot be compared.
    pub(super) fn of(scope: ModuleScope<'_>, place: Place) -> Option<Self> {
        let mut sources = Self::default();
        sources.read(scope, place, Part::Key, MAX_DEPTH)?;
        Some(sources)
    }

    fn read(
        &mut self,
        scope: ModuleScope<'_>,
        place: Place,
        part: Part,
        depth: usize,
    ) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        let expr = scope.module.expr(place)?;
        let at = |expr: &Expr<'_>| Place::new(place.source, expr.span);
        match &expr.unparenthesised().kind {
            ExprKind::GetAttr(base, name) if base.kind == ExprKind::Variable("local") => {
                let local = scope.module.locals.get(name.text)?;
                return self.read(scope, local.value.place, part, depth);
            }
            ExprKind::GetAttr(base, name) if base.kind == ExprKind::Variable("var") => {
                return self.variable(scope, name.text, part);
            }
            ExprKind::Call { name, args, expand: false } => match (name.text, args.as_slice()) {
                ("merge", args) if part == Part::Key => {
                    return args.iter().try_for_each(|arg| self.read(scope, at(arg), part, depth));
                }
                ("concat" | "setunion", args) if part == Part::Element => {
                    return args.iter().try_for_each(|arg| self.read(scope, at(arg), part, depth));
                }
                ("toset" | "distinct" | "compact", [only]) => {
                    let part = if name.text == "toset" { Part::Element } else { part };
                    return self.read(scope, at(only), part, depth);
                }
                _ => {}
            },
            ExprKind::Conditional(parts) => {
                let [condition, yes, no] = &**parts;
                let (wanted, sign) = match (is_empty(yes), is_empty(no)) {
                    (false, true) => (yes, ""),
                    (true, false) => (no, "not "),
                    _ => return self.opaquely(scope, place),
                };
                let condition = normal::text_within(at(condition), &[], scope)?;
                self.conditions.insert(format!("{sign}{condition}"));
                return self.read(scope, at(wanted), part, depth);
            }
            ExprKind::For(parts) => return self.read_for(scope, place, (parts, part), depth),
            ExprKind::Object(items) if part == Part::Key => {
                if let Some(keys) = items.iter().map(constant).collect::<Option<Vec<_>>>() {
                    self.keys.extend(keys);
                    return Some(());
                }
            }
            ExprKind::Tuple(items) if part == Part::Element => {
                if let Some(keys) = items.iter().map(Expr::as_str).collect::<Option<Vec<_>>>() {
                    self.keys.extend(keys.into_iter().map(str::to_owned));
                    return Some(());
                }
            }
            _ => {}
        }
        self.opaquely(scope, place)
    }

    fn opaquely(&mut self, scope: ModuleScope<'_>, place: Place) -> Option<()> {
        self.opaque = true;
        self.of.insert(normal::text_within(place, &[], scope)?);
        Some(())
    }

    /// The keys or elements of an input variable; those of a set are the same.
    fn variable(&mut self, scope: ModuleScope<'_>, name: &str, part: Part) -> Option<()> {
        let ty = &scope.module.variables.get(name)?.ty;
        let part = if matches!(ty, Type::Set(_)) { Part::Element } else { part };
        self.opaque |= ty.contains_any();
        self.of.insert(format!("{part:?} of var.{name}"));
        Some(())
    }

    fn read_for(
        &mut self,
        scope: ModuleScope<'_>,
        place: Place,
        (parts, part): (&ForExpr<'_>, Part),
        depth: usize,
    ) -> Option<()> {
        let key_var = parts.key_var.map_or("", |name| name.text);
        let bound = [key_var, parts.value_var.text];
        let at = |expr: &Expr<'_>| Place::new(place.source, expr.span);
        let key = match part {
            Part::Key => parts.key.as_ref()?,
            Part::Element => &parts.value,
        };
        let named = |name: &str| key.unparenthesised().kind == ExprKind::Variable(name);
        if named(key_var) {
            self.read(scope, at(&parts.collection), Part::Key, depth)?;
        } else if named(parts.value_var.text) {
            self.read(scope, at(&parts.collection), Part::Element, depth)?;
        } else {
            let mut collection = Self::default();
            collection.read(scope, at(&parts.collection), Part::Element, depth)?;
            self.opaque |= collection.opaque || !is_plain(key);
            self.conditions.extend(collection.conditions);
            let key = normal::text_within(at(key), &bound, scope)?;
            let of = collection.of.into_iter().chain(collection.keys);
            self.of.extend(of.map(|of| format!("{key} of {of}")));
        }
        if let Some(condition) = &parts.condition {
            self.conditions.insert(normal::text_within(at(condition), &bound, scope)?);
        }
        Some(())
    }
}

/// Whether a key is made of names and texts alone, so that another one is another key.
fn is_plain(key: &Expr<'_>) -> bool {
    let mut plain = matches!(
        &key.kind,
        ExprKind::String(_)
            | ExprKind::Variable(_)
            | ExprKind::GetAttr(..)
            | ExprKind::Template(_)
            | ExprKind::Paren(_)
    );
    key.for_each_child(|child| plain = plain && is_plain(child));
    plain
}

/// Whether an expression is a collection written with nothing in it.
fn is_empty(expr: &Expr<'_>) -> bool {
    match &expr.unparenthesised().kind {
        ExprKind::Tuple(items) => items.is_empty(),
        ExprKind::Object(items) => items.is_empty(),
        ExprKind::Null => true,
        ExprKind::Call { name, args, expand: false } => {
            matches!(name.text, "toset" | "tomap" | "tolist") && args.iter().all(is_empty)
        }
        _ => false,
    }
}

/// The key of an entry, when it is constant.
fn constant(item: &ObjectItem<'_>) -> Option<String> {
    match &item.key {
        ObjectKey::Name(name) => Some(name.text.to_owned()),
        ObjectKey::Expr(key) => key.as_str().map(str::to_owned),
    }
}
