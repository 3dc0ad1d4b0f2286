//! Terraform's functions, those that are pure: a table of them, a family a file.
//!
//! What reads files or the clock, or makes things up, is not here, and neither are hashes that
//! nobody should use. A function that is not here is unknown to the evaluation, never an error.

mod collections;
mod conversions;
mod encoding;
mod format;
mod lists;
mod networks;
mod numbers;
mod pattern;
mod regex;
mod sets;
mod texts;

use super::Fault;
use super::expression::Budget;
use super::number::Number;
use super::operators::{to_number, to_text};
use super::value::{Kind, Value};
use crate::terraform::types::Type;

type Called = Result<Value, Fault>;

/// How a function takes arguments that are not wholly known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// All of every argument.
    Everything,
    /// The arguments themselves; what is inside may be unknown.
    Outside,
    /// Nothing: it looks at what is known.
    Nothing,
}

/// A function.
pub(super) struct Function {
    name: &'static str,
    /// The least and the greatest number of arguments.
    arity: (usize, usize),
    needs: Needs,
    returns: Type,
    run: fn(Args, &mut Budget) -> Called,
}

/// No greatest number of arguments.
const MANY: usize = usize::MAX;

const fn everything(
    name: &'static str,
    least: usize,
    most: usize,
    returns: Type,
    run: fn(Args, &mut Budget) -> Called,
) -> Function {
    Function { name, arity: (least, most), needs: Needs::Everything, returns, run }
}

const fn outside(
    name: &'static str,
    least: usize,
    most: usize,
    returns: Type,
    run: fn(Args, &mut Budget) -> Called,
) -> Function {
    Function { name, arity: (least, most), needs: Needs::Outside, returns, run }
}

const fn nothing(
    name: &'static str,
    least: usize,
    most: usize,
    returns: Type,
    run: fn(Args, &mut Budget) -> Called,
) -> Function {
    Function { name, arity: (least, most), needs: Needs::Nothing, returns, run }
}

/// The function of that name.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    all().find(|function| function.name == name)
}

/// The names of all functions that are here, `can` and `try` aside.
#[cfg(test)]
fn names() -> impl Iterator<Item = &'static str> {
    all().map(|function| function.name)
}

fn all() -> impl Iterator<Item = &'static Function> {
    let families: [&'static [Function]; 10] = [
        collections::FUNCTIONS,
        conversions::FUNCTIONS,
        encoding::FUNCTIONS,
        format::FUNCTIONS,
        lists::FUNCTIONS,
        networks::FUNCTIONS,
        numbers::FUNCTIONS,
        regex::FUNCTIONS,
        sets::FUNCTIONS,
        texts::FUNCTIONS,
    ];
    families.into_iter().flatten()
}

impl Function {
    /// Calls the function.
    pub(super) fn call(&self, values: Vec<Value>, budget: &mut Budget) -> Called {
        let (least, most) = self.arity;
        if values.len() < least || values.len() > most {
            let message = format!("{} arguments are not what it takes", values.len());
            return Err(Fault::Wrong(message));
        }
        let open = match self.needs {
            Needs::Everything => values.iter().any(|v| !v.is_known()),
            Needs::Outside => values.iter().any(Value::is_unknown),
            Needs::Nothing => false,
        };
        let hidden = match self.needs {
            Needs::Everything => values.iter().any(Value::is_sensitive),
            Needs::Outside => values.iter().any(|v| v.sensitive),
            Needs::Nothing => false,
        };
        if open {
            return Ok(Value::unknown(self.returns.clone()).marked(hidden));
        }
        let size: u64 = values.iter().map(|v| v.measure().0).sum();
        budget.spend(size)?;
        Ok((self.run)(Args(values), budget)?.marked(hidden))
    }
}

/// The arguments of a call.
struct Args(Vec<Value>);

impl Args {
    fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes an argument, `null` when it was taken or is not there.
    fn take(&mut self, at: usize) -> Value {
        self.0.get_mut(at).map_or_else(Value::null, |v| std::mem::replace(v, Value::null()))
    }

    fn text(&mut self, at: usize) -> Result<String, Fault> {
        to_text(self.take(at)).map_err(|e| wrong_argument(at, e))?.ok_or(Fault::Limit)
    }

    /// A number; the inner `None` for one that is too long or too exact for us.
    fn number(&mut self, at: usize) -> Result<Option<Number>, Fault> {
        to_number(self.take(at)).map_err(|e| wrong_argument(at, e))
    }

    /// A whole number, which Terraform insists on; the inner `None` when it is not known.
    fn whole(&mut self, at: usize) -> Result<Option<i128>, Fault> {
        match self.number(at)?.and_then(Number::to_int) {
            None => Ok(None),
            Some(Some(whole)) => Ok(Some(whole)),
            Some(None) => Err(wrong_argument(at, "a whole number is required")),
        }
    }

    /// An argument converted to a type that is not `null`.
    fn of(&mut self, at: usize, ty: &Type) -> Result<Value, Fault> {
        let value =
            super::convert::convert(self.take(at), ty).map_err(|e| wrong_argument(at, e))?;
        if value.is_null() {
            return Err(wrong_argument(at, "the value is null"));
        }
        Ok(value)
    }

    /// The elements of an argument converted to a list; none when their order is not known.
    fn list(&mut self, at: usize, ty: Type) -> Result<Option<Vec<Value>>, Fault> {
        match self.of(at, &Type::list(ty))?.kind {
            Kind::List(_, items) => Ok(Some(items)),
            _ => Ok(None),
        }
    }

    /// The texts of an argument converted to a list of them.
    fn texts(&mut self, at: usize) -> Result<Option<Vec<Option<String>>>, Fault> {
        let Some(items) = self.list(at, Type::String)? else { return Ok(None) };
        let text = |value: Value| match value.kind {
            Kind::String(text) => Some(Some(text)),
            Kind::Null(_) => Some(None),
            _ => None,
        };
        Ok(items.into_iter().map(text).collect())
    }
}

fn fault<T>(message: &str) -> Result<T, Fault> {
    Err(Fault::Wrong(message.to_owned()))
}

fn wrong_argument(at: usize, fault: impl Into<Fault>) -> Fault {
    match fault.into() {
        Fault::Wrong(message) => Fault::Wrong(format!("argument {}: {message}", at + 1)),
        Fault::Limit => Fault::Limit,
    }
}

fn unknown(ty: Type) -> Called {
    Ok(Value::unknown(ty))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_listed_once() {
        let mut all: Vec<&str> = names().collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
