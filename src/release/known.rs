//! What is known of the values inside a module and the local modules it calls, for one kind of
//! caller: which resources there are, and what their arguments are.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use hcl_rs::Value;

use super::objects::{Object, Objects};
use crate::terraform::eval::{self, Outcome, Reference, Remembered, Scope};
use crate::terraform::{Argument, Expression, Given, Module, ModuleScope};

/// What the variables of a module, and of each local module that it calls, are set to.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// By the address of the module below the caller's, empty for the module itself.
    given: BTreeMap<String, Given>,
    /// What the names of each stand for, as far as they were asked for.
    names: RefCell<BTreeMap<String, Rc<Names>>>,
    /// How many steps of evaluation are left.
    steps: Cell<u64>,
}

/// How many steps of evaluation there are for one kind of caller.
const MAX_STEPS: u64 = 20 * eval::MAX_STEPS;

/// How many steps the local values of a module may have taken that are remembered.
const MAX_REMEMBERED: u64 = 2 * eval::MAX_STEPS;

/// What the names of a module stand for.
#[derive(Debug, Default)]
struct Names {
    variables: RefCell<HashMap<String, Option<Rc<eval::Value>>>>,
    locals: RefCell<HashMap<String, Remembered>>,
    /// How many steps those took.
    steps: Cell<u64>,
}

/// The inside of a module, where what a name stands for is found once.
struct Inside<'s> {
    scope: ModuleScope<'s>,
    names: Rc<Names>,
}

impl Scope for Inside<'_> {
    fn reference(&self, root: &str, name: &str) -> Reference<'_> {
        if root != "var" {
            return self.scope.reference(root, name);
        }
        let mut known = self.names.variables.borrow_mut();
        if !known.contains_key(name) {
            let value = match self.scope.reference(root, name) {
                Reference::Value(value) => Some(value),
                Reference::Expression(_) | Reference::Unknown => None,
            };
            known.insert(name.to_owned(), value);
        }
        known[name].clone().map_or(Reference::Unknown, Reference::Value)
    }

    fn remembered(&self, root: &str, name: &str) -> Option<Remembered> {
        (root == "local").then(|| self.names.locals.borrow().get(name).cloned()).flatten()
    }

    fn remember(&self, root: &str, name: &str, known: &Remembered) {
        let steps = self.names.steps.get() + known.steps();
        if root == "local" && steps <= MAX_REMEMBERED {
            self.names.steps.set(steps);
            self.names.locals.borrow_mut().insert(name.to_owned(), known.clone());
        }
    }
}

/// How many instances there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existence {
    /// None.
    Off,
    /// One or more.
    On,
    /// That depends on what is not known.
    Undecided,
}

impl Known {
    /// What is known when the module itself is given `root`.
    pub(super) fn new(objects: &Objects<'_>, root: Given) -> Self {
        let mut known = Self { steps: Cell::new(MAX_STEPS), ..Self::default() };
        // A module stands before those that it calls.
        for (prefix, ..) in &objects.modules {
            let given = match objects.calls.get(prefix) {
                Some(call) => known.passed(call),
                None => root.clone(),
            };
            known.given.insert(prefix.clone(), given);
        }
        known
    }

    /// What a call passes to the variables of the module that it calls.
    fn passed(&self, call: &Object<'_, crate::terraform::ModuleCall>) -> Given {
        let value = |argument: &Argument| self.value(&call.prefix, call.module, &argument.value);
        call.what.arguments.iter().map(|(name, a)| (name.clone(), value(a))).collect()
    }

    /// The inside of a module.
    pub(super) fn scope<'s>(&'s self, prefix: &str, module: &'s Module) -> ModuleScope<'s> {
        static NOTHING: Given = Given::new();
        ModuleScope { module, given: self.given.get(prefix).unwrap_or(&NOTHING) }
    }

    /// The value of an expression in the module at `prefix`, when it is known.
    pub(super) fn value(
        &self,
        prefix: &str,
        module: &Module,
        expression: &Expression,
    ) -> Option<Value> {
        if let Some(literal) = &expression.literal {
            return Some(literal.clone());
        }
        let expr = module.expr(expression.place)?;
        let names = Rc::clone(self.names.borrow_mut().entry(prefix.to_owned()).or_default());
        let inside = Inside { scope: self.scope(prefix, module), names };
        let mut steps = self.steps.get();
        let evaluated = eval::evaluate_within(&expr, &inside, &mut steps);
        self.steps.set(steps);
        match evaluated {
            Ok(Outcome::Known(value) | Outcome::Sensitive(value)) => Some(value),
            Ok(Outcome::Unknown) | Err(_) => None,
        }
    }

    /// How many instances `count` makes, when that is known.
    pub(super) fn count(&self, prefix: &str, module: &Module, count: &Argument) -> Option<u64> {
        match self.value(prefix, module, &count.value)? {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The keys that `for_each` makes, sorted, when they are known.
    pub(super) fn keys(
        &self,
        prefix: &str,
        module: &Module,
        for_each: &Argument,
    ) -> Option<Vec<String>> {
        let mut keys: Vec<String> = match self.value(prefix, module, &for_each.value)? {
            Value::Object(entries) => entries.keys().cloned().collect(),
            Value::Array(items) => {
                items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<_>>()?
            }
            _ => return None,
        };
        keys.sort();
        keys.dedup();
        Some(keys)
    }

    /// Whether there is any instance of what has these arguments in the module at `prefix`.
    pub(super) fn existence(
        &self,
        objects: &Objects<'_>,
        (prefix, module): (&str, &Module),
        count: Option<&Argument>,
        for_each: Option<&Argument>,
    ) -> Existence {
        let decided = |some: Option<bool>| match some {
            Some(true) => Existence::On,
            Some(false) => Existence::Off,
            None => Existence::Undecided,
        };
        let own = match (count, for_each) {
            (Some(count), _) => decided(self.count(prefix, module, count).map(|n| n > 0)),
            (None, Some(each)) => {
                decided(self.keys(prefix, module, each).map(|keys| !keys.is_empty()))
            }
            (None, None) => Existence::On,
        };
        // The way up is as long as modules are nested.
        let around = objects.calls.get(prefix).map_or(Existence::On, |call| {
            let inside = (call.prefix.as_str(), call.module);
            self.existence(objects, inside, call.what.count.as_ref(), call.what.for_each.as_ref())
        });
        match (own, around) {
            (Existence::Off, _) | (_, Existence::Off) => Existence::Off,
            (Existence::On, Existence::On) => Existence::On,
            _ => Existence::Undecided,
        }
    }
}
