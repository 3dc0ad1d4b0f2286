//! Variables and local values that are named by what is taken over.

use std::collections::BTreeSet;

use super::note_at;
use super::syntax::spliced;
use super::take::{Edits, Take};
use super::types::{guessed, simple, type_of_value, uniform};
use crate::app::scaffold::draft::{Validation, Variable};
use crate::app::scaffold::words;
use crate::hcl;
use crate::hcl::syntax::Expr;
use crate::terraform::literal::literal;
use crate::terraform::reference::{Subject, references};
use crate::terraform::{InputVariable, Type, render};

impl Take<'_, '_> {
    /// A variable comes along as it is declared.
    pub(super) fn variable(&mut self, name: &str, direct: Option<&Type>) {
        if self.draft.has_variable(name) {
            return;
        }
        let new = match self.choice.module.variables.get(name) {
            Some(declared) => {
                let mut new = self.declared(declared);
                if let (Type::Any, Some(direct)) = (&new.ty, direct) {
                    new.sample = words::sample(name, direct);
                    new.ty = direct.clone();
                }
                new
            }
            None => {
                let ty = direct.cloned().unwrap_or(Type::String);
                let description = format!("{}.", words::capitalised(&words::words(name)));
                words::variable(name, &ty, description)
            }
        };
        self.draft.variables.push(new);
    }

    pub(super) fn declared(&self, declared: &InputVariable) -> Variable {
        let name = &declared.name;
        let default = declared.default_value();
        let ty = match (&declared.ty, default) {
            (Type::Any, Some(value)) => simple(type_of_value(value)),
            (Type::Any, None) => Type::Any,
            (ty, _) => ty.clone(),
        };
        let description = declared
            .description
            .clone()
            .unwrap_or_else(|| format!("{}.", words::capitalised(&words::words(name))));
        let mut variable = words::variable(name, &ty, description);
        variable.default = default.map(|value| render::pretty_at(value, 2));
        variable.sensitive = declared.sensitive;
        variable.validation = self.validation(declared);
        if let Some(value) = default.filter(|value| !value.is_null()) {
            variable.sample = value.clone();
        } else if let Some(first) = declared.allowed_values().and_then(|all| all.first().cloned()) {
            variable.sample = first;
        } else if let (Some(least), greatest) = declared.number_bounds() {
            // The bound itself may be excluded.
            let next = least + 1.0;
            let fits = greatest.is_none_or(|greatest| next < greatest);
            variable.sample = number(if fits { next } else { least });
        }
        variable
    }

    /// The first validation, when it speaks of nothing but the variable itself.
    fn validation(&self, declared: &InputVariable) -> Option<Validation> {
        let known = declared.default.is_some()
            || declared.allowed_values().is_some()
            || declared.number_bounds() != (None, None);
        let first = declared.validations.first().filter(|_| known)?;
        let expr = hcl::parse_expr(&first.condition_text).ok()?;
        let own = Subject::Variable(declared.name.clone());
        if !references(&expr).iter().all(|reference| reference.subject == own) {
            return None;
        }
        Some(Validation {
            condition: first.condition_text.clone(),
            message: "The value is not one that is allowed.".to_owned(),
            bad: None,
        })
    }

    /// A local value: one that tells of what is taken over comes along, any other is an input.
    pub(super) fn local(&mut self, name: &str, direct: Option<&Type>) -> Option<String> {
        let written = format!("local.{name}");
        if self.locals.contains_key(name) {
            return None;
        }
        if let Some(known) = self.replaced.get(&written) {
            return Some(known.clone());
        }
        let choice = self.choice;
        let Some(local) = choice.module.locals.get(name) else {
            // Nothing declares it, so its name is all there is to go by.
            let ty = direct.cloned().unwrap_or(Type::String);
            let free = self.free(name, &Subject::Local(name.to_owned()));
            let description = format!("{}.", words::capitalised(&words::words(&free)));
            self.draft.variables.push(words::variable(&free, &ty, description));
            let new = format!("var.{free}");
            self.replaced.insert(written, new.clone());
            return Some(new);
        };
        let expr = choice.module.expr(local.value.place)?;
        if self.tells_of_taken(&expr, &mut BTreeSet::from([name.to_owned()])) {
            // Known from here on, so that a ring of locals ends.
            self.locals.insert(name.to_owned(), String::new());
            let mut edits = Edits::new();
            let source = local.value.place.source;
            self.expression(source, &expr, None, &BTreeSet::new(), &mut edits);
            let text = &choice.module.sources.get(source).text;
            self.locals.insert(name.to_owned(), spliced(text, expr.span, edits));
            return None;
        }
        let subject = Subject::Local(name.to_owned());
        let place = local.value.place;
        let new = match literal(&expr) {
            Some(value) => {
                let free = self.free(name, &subject);
                let ty = uniform(simple(type_of_value(&value)));
                let description = format!("{}.", words::capitalised(&words::words(&free)));
                let mut variable = words::variable(&free, &ty, description);
                variable.default = Some(render::pretty_at(&value, 2));
                variable.validation = None;
                variable.sample = value;
                self.draft.variables.push(variable);
                let message = format!("`{written}` is the input `{free}` now, with its value");
                self.findings.push(note_at(place, message, "stays behind"));
                format!("var.{free}")
            }
            None => {
                let mut typed = self.type_of(&expr);
                if typed.ty == Type::Any {
                    typed.ty = direct.cloned().unwrap_or_else(|| guessed(name, &expr, expr.span));
                }
                self.input(name, &subject, typed, &written, place)
            }
        };
        self.replaced.insert(written, new.clone());
        Some(new)
    }

    fn tells_of_taken(&self, expr: &Expr<'_>, seen: &mut BTreeSet<String>) -> bool {
        references(expr).iter().any(|reference| match &reference.subject {
            Subject::Resource { .. } => self.choice.takes(&reference.subject.address()),
            Subject::Local(name) if seen.insert(name.clone()) => {
                let local = self.choice.module.locals.get(name);
                let expr = local.and_then(|local| self.choice.module.expr(local.value.place));
                expr.is_some_and(|expr| self.tells_of_taken(&expr, seen))
            }
            _ => false,
        })
    }
}

/// A number as a value, whole where it is.
fn number(value: f64) -> hcl_rs::Value {
    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and is small")]
    if value.fract() == 0.0 && value.abs() < 1e15 { (value as i64).into() } else { value.into() }
}
