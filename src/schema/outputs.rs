//! The types of a module's outputs, as far as they can be known without planning.
//!
//! Terraform 1.11 gives outputs no type. Here it is worked out from the module's variables,
//! locals and, through the provider's schema, its resources; a declared type comes first.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{Kind, Providers};
use crate::hcl::syntax::Expr;
use crate::terraform::{
    Argument, Meaning, Module, ObjectAttribute, ObjectType, OutputValue, Resource, ResourceMode,
    Scope, Type, Typed, infer,
};

/// A local value of a type with more types in it is taken as [`Type::Any`]: each that names
/// another twice doubles it.
const MAX_TYPES: usize = 20_000;

/// The types of the outputs of `module`, by name.
#[must_use]
pub fn output_types(module: &Module, providers: &Providers) -> BTreeMap<String, Typed> {
    types_of(module, module.outputs.values(), providers)
}

/// The types of some outputs of `module`, by name.
#[must_use]
pub fn types_of<'o>(
    module: &Module,
    outputs: impl IntoIterator<Item = &'o OutputValue>,
    providers: &Providers,
) -> BTreeMap<String, Typed> {
    let scope = ModuleScope::new(module, providers);
    outputs
        .into_iter()
        .map(|output| {
            let place = output.value.as_ref().map(|v| v.place);
            let inferred = place.and_then(|p| module.expr(p)).map(|expr| infer(&expr, &scope).0);
            let mut typed = inferred.unwrap_or_else(|| Typed::plain(Type::Any));
            if let Some(declared) = &output.ty {
                typed.ty = declared.clone();
            }
            typed.ephemeral |= output.ephemeral;
            // Only the mark on the output itself crosses to the caller.
            typed.sensitive = output.sensitive;
            (output.name.clone(), typed)
        })
        .collect()
}

/// The type of an expression that stands in `module`.
#[must_use]
pub fn expression_type(module: &Module, expr: &Expr<'_>, providers: &Providers) -> Typed {
    infer(expr, &ModuleScope::new(module, providers)).0
}

/// The names that expressions inside a module may refer to.
struct ModuleScope<'m> {
    module: &'m Module,
    providers: &'m Providers,
    /// The locals being inferred, so that one that refers to itself ends.
    open_locals: RefCell<Vec<String>>,
    /// The locals that were inferred: one that names another twice would double the work.
    locals: RefCell<BTreeMap<String, Typed>>,
}

impl<'m> ModuleScope<'m> {
    fn new(module: &'m Module, providers: &'m Providers) -> Self {
        Self { module, providers, open_locals: RefCell::default(), locals: RefCell::default() }
    }

    fn variable(&self, name: &str) -> Meaning {
        let Some(variable) = self.module.variables.get(name) else {
            return missing(1, "variable", self.module.variables.keys());
        };
        let typed = Typed {
            ephemeral: variable.ephemeral,
            sensitive: variable.sensitive,
            ..Typed::plain(with_defaults(&variable.ty))
        };
        Meaning::Known { typed, used: 2 }
    }

    fn local(&self, name: &str) -> Meaning {
        let Some(local) = self.module.locals.get(name) else {
            return missing(1, "local value", self.module.locals.keys());
        };
        if self.open_locals.borrow().iter().any(|open| open == name) {
            return Meaning::Open;
        }
        if let Some(typed) = self.locals.borrow().get(name) {
            return Meaning::Known { typed: typed.clone(), used: 2 };
        }
        let Some(expr) = self.module.expr(local.value.place) else { return Meaning::Open };
        self.open_locals.borrow_mut().push(name.to_owned());
        let (mut typed, _) = infer(&expr, self);
        self.open_locals.borrow_mut().pop();
        if typed.ty.is_larger_than(MAX_TYPES) {
            typed.ty = Type::Any;
        }
        self.locals.borrow_mut().insert(name.to_owned(), typed.clone());
        Meaning::Known { typed, used: 2 }
    }

    fn resource(&self, mode: ResourceMode, path: &[&str], start: usize) -> Meaning {
        let [kind, name, ..] = path[start..] else { return Meaning::Open };
        let resources = self.module.resources.values();
        let mut same_kind = resources.filter(|r| r.mode == mode && r.kind == kind);
        let Some(resource) = same_kind.find(|r| r.name == name) else { return Meaning::Open };
        let schema = self.providers.of_type(kind).and_then(|p| {
            p.schema(
                if mode == ResourceMode::Data { Kind::DataSource } else { Kind::Resource },
                kind,
            )
        });
        let Some(schema) = schema else { return Meaning::Open };
        let used = start + 2;
        let single = resource.count.is_none() && resource.for_each.is_none();
        if single && let Some(attribute) = path.get(used).and_then(|a| schema.block.attribute(a)) {
            let typed = Typed {
                sensitive: attribute.sensitive,
                ephemeral: mode == ResourceMode::Ephemeral,
                ..Typed::plain(attribute.ty.clone())
            };
            return Meaning::Known { typed, used: used + 1 };
        }
        let one = Box::new(schema.block.implied_type());
        let ty = instances(resource, one);
        let typed = Typed { ephemeral: mode == ResourceMode::Ephemeral, ..Typed::plain(ty) };
        Meaning::Known { typed, used }
    }
}

fn instances(resource: &Resource, one: Box<Type>) -> Type {
    let has = |argument: &Option<Argument>| argument.is_some();
    if has(&resource.count) {
        Type::List(one)
    } else if has(&resource.for_each) {
        Type::Map(one)
    } else {
        *one
    }
}

/// The type of a variable seen from inside: what may be left out outside is there inside.
fn with_defaults(ty: &Type) -> Type {
    let boxed = |inner: &Type| Box::new(with_defaults(inner));
    match ty {
        Type::List(e) => Type::List(boxed(e)),
        Type::Set(e) => Type::Set(boxed(e)),
        Type::Map(e) => Type::Map(boxed(e)),
        Type::Tuple(items) => Type::Tuple(items.iter().map(with_defaults).collect()),
        Type::Object(object) => {
            let attributes = object
                .attributes
                .iter()
                .map(|(k, v)| (k.clone(), ObjectAttribute::required(with_defaults(&v.ty))))
                .collect();
            Type::Object(ObjectType { attributes })
        }
        other => other.clone(),
    }
}

impl Scope for ModuleScope<'_> {
    fn reference(&self, path: &[&str]) -> Meaning {
        let known = |ty, used| Meaning::Known { typed: Typed::plain(ty), used };
        match path {
            ["var", name, ..] => self.variable(name),
            ["local", name, ..] => self.local(name),
            ["data", ..] => self.resource(ResourceMode::Data, path, 1),
            ["ephemeral", ..] => self.resource(ResourceMode::Ephemeral, path, 1),
            ["count", "index", ..] => known(Type::Number, 2),
            ["each", "key", ..] => known(Type::String, 2),
            ["path" | "terraform", _, ..] => known(Type::String, 2),
            // Nested modules, `each.value` and the like: nothing is claimed.
            ["module" | "each" | "self" | "count", ..] => Meaning::Open,
            [_, _, ..] => self.resource(ResourceMode::Managed, path, 0),
            _ => Meaning::Open,
        }
    }
}

fn missing<'n>(at: usize, what: &'static str, names: impl Iterator<Item = &'n String>) -> Meaning {
    Meaning::Missing { at, what, candidates: names.cloned().collect() }
}
