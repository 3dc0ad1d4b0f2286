//! Where the keys of a `for_each` come from, when what they come to is not known.

use std::collections::BTreeSet;

use crate::hcl::syntax::{Expr, ExprKind, ForExpr, ObjectItem, ObjectKey};
use crate::release::normal;
use crate::terraform::{ModuleScope, Place};

/// How deep `merge`, `for` and local values may be nested in one another.
const MAX_DEPTH: usize = 16;

/// Where keys come from.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct KeySources {
    /// Keys that are written out.
    pub(super) keys: BTreeSet<String>,
    /// Expressions that give keys of their own, with the key made of each.
    pub(super) of: Vec<String>,
    /// Conditions that pick some of them.
    pub(super) conditions: Vec<String>,
}

impl KeySources {
    /// Where the keys of the expression at a place come from; `None` when it cannot be compared.
    pub(super) fn of(scope: ModuleScope<'_>, place: Place) -> Option<Self> {
        let mut sources = Self::default();
        sources.read(scope, place, MAX_DEPTH)?;
        Some(sources)
    }

    fn read(&mut self, scope: ModuleScope<'_>, place: Place, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        let expr = scope.module.expr(place)?;
        let at = |expr: &Expr<'_>| Place::new(place.source, expr.span);
        match &expr.unparenthesised().kind {
            ExprKind::GetAttr(base, name) if base.kind == ExprKind::Variable("local") => {
                let local = scope.module.locals.get(name.text)?;
                return self.read(scope, local.value.place, depth);
            }
            ExprKind::Call { name, args, expand: false } if name.text == "merge" => {
                return args.iter().try_for_each(|arg| self.read(scope, at(arg), depth));
            }
            ExprKind::For(parts) => return self.read_for(scope, place, parts, depth),
            ExprKind::Object(items) => {
                if let Some(keys) = items.iter().map(constant).collect::<Option<Vec<_>>>() {
                    self.keys.extend(keys);
                    return Some(());
                }
            }
            _ => {}
        }
        self.of.push(normal::text_within(place, &[], scope)?);
        Some(())
    }

    fn read_for(
        &mut self,
        scope: ModuleScope<'_>,
        place: Place,
        parts: &ForExpr<'_>,
        depth: usize,
    ) -> Option<()> {
        let key = parts.key.as_ref()?;
        let key_var = parts.key_var.map_or("", |name| name.text);
        let bound = [key_var, parts.value_var.text];
        let at = |expr: &Expr<'_>| Place::new(place.source, expr.span);
        if key.unparenthesised().kind == ExprKind::Variable(key_var) {
            self.read(scope, at(&parts.collection), depth)?;
        } else {
            let collection = normal::text_within(at(&parts.collection), &[], scope)?;
            let key = normal::text_within(at(key), &bound, scope)?;
            self.of.push(format!("{key} of {collection}"));
        }
        if let Some(condition) = &parts.condition {
            self.conditions.push(normal::text_within(at(condition), &bound, scope)?);
        }
        Some(())
    }
}

/// The key of an entry, when it is constant.
fn constant(item: &ObjectItem<'_>) -> Option<String> {
    match &item.key {
        ObjectKey::Name(name) => Some(name.text.to_owned()),
        ObjectKey::Expr(key) => key.as_str().map(str::to_owned),
    }
}
