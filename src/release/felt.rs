//! Whether the text of a module shows that whatever callers pass to a variable is taken as it is
//! and seen outside: `value = var.x` of an output.
//!
//! What a resource, a function or a module makes of a value is not asked about, such a use shows
//! nothing; but what `null` comes to in place of a default is evaluated.

use std::collections::BTreeSet;

use hcl_rs::Value;

use super::flow::{self, Use};
use super::pair::Side;
use crate::hcl::syntax::{Expr, ExprKind, ObjectKey, TemplatePart};
use crate::schema::{Kind, Providers};
use crate::terraform::eval::{self, Outcome};
use crate::terraform::reference::Subject;
use crate::terraform::{Given, Module, ModuleScope, Place, ResourceMode, Type};

/// Whether the module takes any value of the variable `name`, of whatever type.
pub(super) fn takes_anything(side: &Side<'_>, name: &str) -> bool {
    side.flow().uses(name).iter().all(|at| passes(side.module, name, at, false))
}

/// Whether the module takes any text for the variable `name`.
pub(super) fn takes_any_text(side: &Side<'_>, name: &str) -> bool {
    side.flow().uses(name).iter().all(|at| passes(side.module, name, at, true))
}

/// Whether what is passed to the variable `name` is seen in an output as it is.
pub(super) fn is_given_back(side: &Side<'_>, name: &str) -> bool {
    let (module, uses) = (side.module, side.flow().uses(name));
    uses.iter().any(|at| matches!(at, Use::Output(_)) && passes(module, name, at, false))
        && uses.iter().all(|at| match at {
            Use::Local(_) => passes(module, name, at, false),
            _ => true,
        })
}

/// What `null` for a variable comes to in place of its default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Null {
    /// The same, as far as can be told.
    Alike,
    /// Something else.
    Differs,
    /// Terraform refuses it.
    Fails,
}

/// What a module makes of `null` for the variable `name` in place of the variable's default; the
/// other variables have theirs.
///
/// What is only there when something else is set is not looked at: it may never be.
pub(super) fn null_in_place_of_default(module: &Module, name: &str) -> Null {
    let Some(default) = module.variables.get(name).and_then(|v| v.default_value()) else {
        return Null::Alike;
    };
    let given = |value: Value| Given::from([(name.to_owned(), Some(value))]);
    let (null, default) = (given(Value::Null), given(default.clone()));
    let scope = |given| ModuleScope { module, given };
    let always_there = |at: &Use| match at {
        Use::Output(_) | Use::Repetition(_) => true,
        Use::Argument(subject, ..) => module
            .resources
            .get(&subject.address())
            .is_some_and(|resource| resource.count.is_none() && resource.for_each.is_none()),
        _ => false,
    };
    let places = flow::places(module).into_iter().filter(|(at, _)| always_there(at));
    let made = places.filter_map(|(_, place)| module.expr(place)).map(|expr| {
        match (eval::evaluate(&expr, &scope(&default)), eval::evaluate(&expr, &scope(&null))) {
            (Ok(Outcome::Known(was)), Ok(Outcome::Known(is))) if was != is => Null::Differs,
            (Ok(_), Err(_)) => Null::Fails,
            _ => Null::Alike,
        }
    });
    made.max().unwrap_or(Null::Alike)
}

/// The attributes that the module takes of what callers pass, as far as it is written: of what is
/// no resource, data source or module call.
pub(super) fn attributes_taken(module: &Module) -> BTreeSet<String> {
    let mut taken = BTreeSet::new();
    for (_, place) in flow::places(module) {
        if let Some(expr) = module.expr(place) {
            take(module, &expr, 0, &mut taken);
        }
    }
    taken
}

/// The arguments that the module sets to something written out, by their names.
pub(super) fn constants_set(module: &Module) -> BTreeSet<String> {
    let constant = |place: Place| {
        let expr = module.expr(place);
        expr.is_some_and(|expr| match &expr.unparenthesised().kind {
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) => true,
            _ => expr.as_str().is_some(),
        })
    };
    let set = flow::places(module).into_iter().filter_map(|(at, place)| match at {
        Use::Argument(_, _, last) if constant(place) => Some(last),
        _ => None,
    });
    set.collect()
}

/// Whether a use hands the value on; `as_text` when it is one.
fn passes(module: &Module, name: &str, at: &Use, as_text: bool) -> bool {
    let plain = |expr: &Expr<'_>| is_plain(module, expr, name, as_text, 0);
    match at {
        Use::Local(_) | Use::Output(_) => value_of(module, at).is_some_and(|expr| plain(&expr)),
        Use::Argument(subject, first, last) if as_text && first == last => {
            takes_text(subject, first) && value_of(module, at).is_some_and(|expr| plain(&expr))
        }
        _ => false,
    }
}

/// The expression of a use, where it is one by itself.
fn value_of<'m>(module: &'m Module, at: &Use) -> Option<Expr<'m>> {
    let value = match at {
        Use::Local(name) => &module.locals.get(name)?.value,
        Use::Output(name) => module.outputs.get(name)?.value.as_ref()?,
        Use::Argument(subject, name, last) if name == last => {
            let mut all = module.resources.values();
            let resource = all.find(|resource| resource.address() == subject.address())?;
            &resource.arguments.get(name)?.value
        }
        _ => return None,
    };
    module.expr(value.place)
}

/// Whether an argument of a resource is a string by its provider's schema.
fn takes_text(subject: &Subject, argument: &str) -> bool {
    let Subject::Resource { mode: ResourceMode::Managed, kind, .. } = subject else { return false };
    let provider = Providers::embedded().of_type(kind);
    let schema = provider.and_then(|provider| provider.schema(Kind::Resource, kind));
    let attribute = schema.and_then(|schema| schema.block.attribute(argument));
    attribute.is_some_and(|attribute| attribute.ty == Type::String)
}

/// How deep expressions are followed.
const MAX_DEPTH: usize = 64;

/// Whether an expression hands on what it names without asking anything of it.
fn is_plain(module: &Module, expr: &Expr<'_>, name: &str, as_text: bool, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    let inside = |expr: &Expr<'_>| is_plain(module, expr, name, as_text, depth + 1);
    match &expr.unparenthesised().kind {
        ExprKind::GetAttr(base, of) => match base.kind {
            ExprKind::Variable("var") => of.text == name,
            ExprKind::Variable("local") => module.locals.contains_key(of.text),
            _ => false,
        },
        ExprKind::Tuple(items) => items.iter().all(inside),
        ExprKind::Object(items) => items.iter().all(|item| {
            let named = match &item.key {
                ObjectKey::Name(_) => true,
                ObjectKey::Expr(key) => key.as_str().is_some(),
            };
            named && inside(&item.value)
        }),
        ExprKind::Template(parts) => match parts.as_slice() {
            [TemplatePart::Interpolation(only)] => inside(only),
            parts => {
                as_text
                    && parts.iter().all(|part| match part {
                        TemplatePart::Interpolation(expr) => inside(expr),
                        TemplatePart::Literal(_) => true,
                        _ => false,
                    })
            }
        },
        ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) => true,
        _ => expr.as_str().is_some(),
    }
}

/// Adds the attributes that an expression takes of what callers pass.
fn take(module: &Module, expr: &Expr<'_>, depth: usize, taken: &mut BTreeSet<String>) {
    if depth > MAX_DEPTH {
        return;
    }
    let of = match &expr.kind {
        ExprKind::GetAttr(base, name) => Some((&**base, name.text)),
        ExprKind::Index(base, key) => key.as_str().map(|key| (&**base, key)),
        ExprKind::Call { name, args, .. } if name.text == "lookup" => {
            args.first().zip(args.get(1).and_then(|key| key.as_str()))
        }
        _ => None,
    };
    taken.extend(of.filter(|(base, _)| is_passed(module, base)).map(|(_, name)| name.to_owned()));
    expr.for_each_child(|child| take(module, child, depth + 1, taken));
}

/// Whether what an attribute is taken of is no resource, data source or module call.
fn is_passed(module: &Module, base: &Expr<'_>) -> bool {
    match &base.kind {
        ExprKind::GetAttr(base, _) | ExprKind::Index(base, _) | ExprKind::Splat { base, .. } => {
            is_passed(module, base)
        }
        ExprKind::Variable("data" | "module" | "path" | "terraform" | "self") => false,
        ExprKind::Variable(name) => {
            module.resources.values().all(|resource| resource.kind != *name)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;
    use crate::release::{Package, Tree};

    fn of(module: &Module, ask: fn(&Side<'_>, &str) -> bool) -> bool {
        let package = Package::read(Tree::default(), None);
        let mut side = Side::new(&package, Utf8Path::new(""));
        side.module = module;
        ask(&side, "x")
    }

    fn module(body: &str) -> Module {
        let text = format!("variable \"x\" {{\n}}\nlocals {{\n  y = var.x\n}}\n{body}\n");
        Module::load([("main.tf", text)])
    }

    #[test]
    fn what_is_given_on_as_it_is_is_taken_whatever_it_is() {
        for (value, anything, text) in [
            ("var.x", true, true),
            ("[{ a = local.y }]", true, true),
            ("\"a-${var.x}\"", false, true),
            ("upper(var.x)", false, false),
            ("var.x ? 1 : 2", false, false),
            ("var.x.id", false, false),
        ] {
            let module = module(&format!("output \"o\" {{\n  value = {value}\n}}"));
            let found = (of(&module, takes_anything), of(&module, takes_any_text));
            assert_eq!(found, (anything, text), "{value}");
            assert_eq!(of(&module, is_given_back), anything, "{value}");
        }
        let unused = module("");
        assert!(of(&unused, takes_anything) && !of(&unused, is_given_back));
    }

    #[test]
    fn null_is_another_value_where_something_else_comes_of_it() {
        for (body, made) in [
            ("output \"o\" {\n  value = upper(var.x)\n}", Null::Fails),
            ("output \"o\" {\n  value = var.x == null ? 1 : 2\n}", Null::Differs),
            ("output \"o\" {\n  value = coalesce(var.x, \"a\")\n}", Null::Alike),
            ("resource \"a_b\" \"c\" {\n  name = coalesce(var.x, \"b\")\n}", Null::Differs),
            ("resource \"a_b\" \"c\" {\n  count = 0\n  name = upper(var.x)\n}", Null::Alike),
            ("output \"o\" {\n  value = a_b.c.of[var.x]\n}", Null::Alike),
        ] {
            let text =
                format!("variable \"x\" {{\n  type = string\n  default = \"a\"\n}}\n{body}\n");
            let module = Module::load([("main.tf", text)]);
            assert_eq!(null_in_place_of_default(&module, "x"), made, "{body}");
        }
    }

    #[test]
    fn an_argument_takes_any_text_when_its_provider_says_so() {
        for (argument, text) in [("name", true), ("visibility_timeout_seconds", false)] {
            let module =
                module(&format!("resource \"aws_sqs_queue\" \"q\" {{\n  {argument} = var.x\n}}"));
            assert_eq!(of(&module, takes_any_text), text, "{argument}");
            assert!(!of(&module, takes_anything));
        }
    }

    #[test]
    fn an_attribute_is_taken_of_what_callers_pass() {
        for (value, taken) in [
            ("var.x.id", true),
            ("[for it in var.x : lookup(it, \"id\", null)]", true),
            ("try(var.x[0][\"id\"], 1)", true),
            ("terraform_data.a.id", false),
            ("var.x.name", false),
        ] {
            let text = format!("resource \"terraform_data\" \"a\" {{\n  input = {value}\n}}");
            assert_eq!(attributes_taken(&module(&text)).contains("id"), taken, "{value}");
        }
    }
}
