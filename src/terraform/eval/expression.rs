//! The walk over the syntax tree.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::collections::{attribute, index};
use super::functions;
use super::operators::{binary, to_text, unary};
use super::value::{Kind, Value};
use super::{EvalError, Fault, MAX_DEPTH, Reference, Remembered, Scope};
use crate::diag::Span;
use crate::hcl::syntax::{BinaryOp, Expr, ExprKind, Ident, ObjectItem, ObjectKey};
use crate::terraform::types::Type;

/// Why there is no value.
pub(super) enum Stop {
    /// Terraform would refuse the expression.
    Error(EvalError),
    /// It takes more than the bounds allow.
    Limit,
}

pub(super) type Evaluated = Result<Value, Stop>;

/// What a name stands for, or why Terraform would refuse it.
pub(super) type Found = Result<Rc<Value>, String>;

/// What is left of the steps of an evaluation.
pub(super) struct Budget(u64);

impl Budget {
    pub(super) fn spend(&mut self, steps: u64) -> Result<(), Fault> {
        self.0 = self.0.checked_sub(steps).ok_or(Fault::Limit)?;
        Ok(())
    }
}

/// One evaluation.
pub(super) struct Evaluator<'s> {
    scope: &'s dyn Scope,
    /// The variables of the `for` expressions around, innermost last.
    pub(super) bound: Vec<(String, Value)>,
    /// What names stand for, once found; none while they are being evaluated.
    found: BTreeMap<(String, String), Option<Found>>,
    budget: Budget,
    pub(super) depth: u32,
    /// How deep it went.
    deepest: u32,
    /// How many unknown values were met.
    pub(super) unknowns: u64,
}

impl<'s> Evaluator<'s> {
    /// An evaluation that may take so many steps.
    pub(super) fn within(scope: &'s dyn Scope, steps: u64) -> Self {
        Self {
            scope,
            bound: Vec::new(),
            found: BTreeMap::new(),
            budget: Budget(steps),
            depth: 0,
            deepest: 0,
            unknowns: 0,
        }
    }

    /// How many steps are left.
    pub(super) fn steps_left(&self) -> u64 {
        self.budget.0
    }

    pub(super) fn expr(&mut self, expr: &Expr<'_>) -> Evaluated {
        self.enter()?;
        let evaluated = self.inside(expr);
        self.depth -= 1;
        if evaluated.as_ref().is_ok_and(Value::is_unknown) {
            self.unknowns += 1;
        }
        evaluated
    }

    pub(super) fn enter(&mut self) -> Result<(), Stop> {
        if self.depth >= MAX_DEPTH {
            return Err(Stop::Limit);
        }
        self.spend(1)?;
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        Ok(())
    }

    pub(super) fn spend(&mut self, steps: u64) -> Result<(), Stop> {
        self.budget.spend(steps).map_err(|_| Stop::Limit)
    }

    /// Accounts for a value that was made or copied.
    pub(super) fn made(&mut self, value: Value) -> Evaluated {
        let (size, depth) = value.measure();
        if depth > MAX_DEPTH {
            return Err(Stop::Limit);
        }
        self.spend(size)?;
        Ok(value)
    }

    fn inside(&mut self, expr: &Expr<'_>) -> Evaluated {
        match &expr.kind {
            ExprKind::Null => Ok(Value::null()),
            ExprKind::Bool(value) => Ok(Kind::Bool(*value).into()),
            ExprKind::Number(text) => {
                Ok(Value::number(super::number::Number::parse(text).flatten()))
            }
            ExprKind::String(text) => self.made(Value::string(text.clone().into_owned())),
            ExprKind::Template(parts) => self.template(parts),
            ExprKind::Tuple(items) => {
                let items = items.iter().map(|item| self.expr(item)).collect::<Result<_, _>>()?;
                Ok(Kind::Tuple(items).into())
            }
            ExprKind::Object(items) => self.object(items),
            ExprKind::Variable(name) => match self.bound.iter().rev().find(|(n, _)| n == name) {
                Some((_, value)) => {
                    let value = value.clone();
                    self.made(value)
                }
                None => Ok(Value::unknown(Type::Any)),
            },
            ExprKind::GetAttr(base, name) => match base.kind {
                ExprKind::Variable(root) if !self.bound.iter().any(|(n, _)| n == root) => {
                    self.reference(root, name.text, expr.span)
                }
                _ => {
                    let base = self.base(base)?;
                    let part = attribute(&base, *name);
                    self.made(part.map_err(|message| wrong(name.span, message))?)
                }
            },
            ExprKind::Index(base, key) => {
                let (base, key_value) = (self.base(base)?, self.expr(key)?);
                let part = index(&base, key_value);
                self.made(part.map_err(|message| wrong(key.span, message))?)
            }
            ExprKind::Splat { base, each, .. } => self.splat(base, each),
            ExprKind::Call { name, args, expand } => self.call(*name, args, *expand, expr.span),
            ExprKind::Conditional(parts) => self.conditional(parts, false, expr.span),
            ExprKind::Binary(left, op @ (BinaryOp::And | BinaryOp::Or), right) => {
                let (value, sensitive) = self.logical(left, *op == BinaryOp::Or, right)?;
                Ok(Value::bool(value).marked(sensitive))
            }
            ExprKind::Binary(left, op, right) => {
                let (left, right) = (self.expr(left)?, self.expr(right)?);
                binary(left, *op, right).map_err(|message| wrong(expr.span, message))
            }
            ExprKind::Unary(op, operand) => {
                let operand = self.expr(operand)?;
                unary(*op, operand).map_err(|message| wrong(expr.span, message))
            }
            ExprKind::For(parts) => self.for_expr(parts),
            ExprKind::Paren(inner) => self.expr(inner),
        }
    }

    /// What a part is taken of: not copied as a whole where it has a name.
    fn base(&mut self, expr: &Expr<'_>) -> Result<Rc<Value>, Stop> {
        if let ExprKind::GetAttr(base, name) = &expr.kind
            && let ExprKind::Variable(root) = base.kind
            && !self.bound.iter().any(|(n, _)| n == root)
        {
            self.enter()?;
            let found = self.named(root, name.text, expr.span);
            self.depth -= 1;
            let found = found?;
            self.unknowns += u64::from(found.is_unknown());
            return Ok(found);
        }
        self.expr(expr).map(Rc::new)
    }

    /// `root.name`
    fn reference(&mut self, root: &str, name: &str, span: Span) -> Evaluated {
        let value = self.named(root, name, span)?;
        self.made(Value::clone(&value))
    }

    fn named(&mut self, root: &str, name: &str, span: Span) -> Result<Rc<Value>, Stop> {
        let key = (root.to_owned(), name.to_owned());
        match self.found.get(&key) {
            Some(Some(Ok(value))) => return Ok(Rc::clone(value)),
            Some(Some(Err(message))) => return Err(wrong(span, message.clone())),
            Some(None) => return Err(wrong(span, format!("`{root}.{name}` refers to itself"))),
            None => {}
        }
        let scope = self.scope;
        if let Some(known) = scope.remembered(root, name)
            && let Some(found) = self.recall(known)?
        {
            self.found.insert(key, Some(found.clone()));
            return found.map_err(|message| wrong(span, message));
        }
        let found = match scope.reference(root, name) {
            Reference::Value(value) => Ok(value),
            Reference::Unknown => Ok(Rc::new(Value::unknown(Type::Any))),
            Reference::Expression(expr) => {
                self.found.insert(key.clone(), None);
                let known = self.remembering(&expr);
                scope.remember(root, name, &known);
                known.found.ok_or(Stop::Limit)?
            }
        };
        if found.as_ref().is_ok_and(|value| value.is_unknown()) {
            self.unknowns += 1;
        }
        self.found.insert(key, Some(found.clone()));
        found.map_err(|message| wrong(span, message))
    }

    /// Evaluates what a name stands for, and says what that took.
    fn remembering(&mut self, expr: &Expr<'_>) -> Remembered {
        let (steps, unknowns, depth) = (self.budget.0, self.unknowns, self.depth);
        let deepest = std::mem::replace(&mut self.deepest, depth);
        let bound = std::mem::take(&mut self.bound);
        let evaluated = self.expr(expr);
        self.bound = bound;
        let went = self.deepest - depth;
        self.deepest = self.deepest.max(deepest);
        let found = match evaluated {
            Ok(value) => Ok(Rc::new(value)),
            Err(Stop::Error(error)) => Err(error.message),
            Err(Stop::Limit) => return Remembered { found: None, steps, depth, unknowns: 0 },
        };
        Remembered {
            found: Some(found),
            steps: steps - self.budget.0,
            depth: went,
            unknowns: self.unknowns - unknowns,
        }
    }

    /// Takes what is remembered as if it were evaluated here; none where that could go further now.
    fn recall(&mut self, known: Remembered) -> Result<Option<Found>, Stop> {
        let Some(found) = known.found else {
            let same = self.depth >= known.depth && self.budget.0 <= known.steps;
            return if same { Err(Stop::Limit) } else { Ok(None) };
        };
        if self.depth + known.depth > MAX_DEPTH {
            return Err(Stop::Limit);
        }
        self.spend(known.steps)?;
        self.deepest = self.deepest.max(self.depth + known.depth);
        self.unknowns += known.unknowns;
        Ok(Some(found))
    }

    fn object(&mut self, items: &[ObjectItem<'_>]) -> Evaluated {
        let mut map = BTreeMap::new();
        let mut keys_known = true;
        let mut sensitive = false;
        for item in items {
            let key = match &item.key {
                ObjectKey::Name(name) => Some(name.text.to_owned()),
                ObjectKey::Expr(key) => {
                    let value = self.expr(key)?;
                    sensitive |= value.sensitive;
                    to_text(value).map_err(|message| wrong(key.span, message))?
                }
            };
            let value = self.expr(&item.value)?;
            match key {
                Some(key) => drop(map.insert(key, value)),
                None => keys_known = false,
            }
        }
        if !keys_known {
            return Ok(Value::unknown(Type::Any));
        }
        Ok(Value::from(Kind::Object(map)).marked(sensitive))
    }

    fn call(&mut self, name: Ident<'_>, args: &[Expr<'_>], expand: bool, span: Span) -> Evaluated {
        let short = name.text.strip_prefix("core::").unwrap_or(name.text);
        match short {
            "can" if !expand && args.len() == 1 => return self.can(&args[0]),
            "try" if !expand && !args.is_empty() => return self.try_each(args, span),
            _ => {}
        }
        let mut values = Vec::with_capacity(args.len());
        for arg in args {
            values.push(self.expr(arg)?);
        }
        let Some(function) = functions::find(short) else {
            return Ok(Value::unknown(Type::Any));
        };
        let mut hidden = false;
        if expand && let Some(last) = values.pop() {
            hidden = last.sensitive;
            match last.kind {
                Kind::Tuple(items) | Kind::List(_, items) => values.extend(items),
                Kind::Set(ty, items) if ty.is_primitive() || items.len() < 2 => {
                    values.extend(items);
                }
                Kind::Unknown(_) | Kind::Set(..) => return Ok(Value::unknown(Type::Any)),
                _ => {
                    let message = "only a list, a set or a tuple can be expanded".to_owned();
                    return Err(wrong(span, message));
                }
            }
        }
        match function.call(values, &mut self.budget) {
            Ok(value) => self.made(value.marked(hidden)),
            Err(Fault::Limit) => Err(Stop::Limit),
            Err(Fault::Wrong(message)) => Err(wrong(span, format!("{short}: {message}"))),
        }
    }

    fn can(&mut self, expr: &Expr<'_>) -> Evaluated {
        let before = self.unknowns;
        match self.expr(expr) {
            Err(Stop::Limit) => Err(Stop::Limit),
            Err(Stop::Error(_)) => Ok(Kind::Bool(false).into()),
            // What is unknown here may fail there.
            Ok(_) if self.unknowns > before => Ok(Value::unknown(Type::Bool)),
            Ok(_) => Ok(Kind::Bool(true).into()),
        }
    }

    fn try_each(&mut self, args: &[Expr<'_>], span: Span) -> Evaluated {
        for arg in args {
            let before = self.unknowns;
            match self.expr(arg) {
                Err(Stop::Limit) => return Err(Stop::Limit),
                Err(Stop::Error(_)) => {}
                Ok(_) if self.unknowns > before => return Ok(Value::unknown(Type::Any)),
                Ok(value) => return Ok(value),
            }
        }
        Err(wrong(span, "try: none of the expressions has a value".to_owned()))
    }

    /// Sets the variables of a `for`.
    pub(super) fn bind(
        &mut self,
        key_var: Option<Ident<'_>>,
        value_var: Ident<'_>,
        key: Value,
        value: Value,
    ) {
        if let Some(name) = key_var {
            self.bound.push((name.text.to_owned(), key));
        }
        self.bound.push((value_var.text.to_owned(), value));
    }

    /// How many variables of `for` expressions are set.
    pub(super) fn bound_count(&self) -> usize {
        self.bound.len()
    }

    /// Forgets the variables that were set since.
    pub(super) fn unbind(&mut self, count: usize) {
        self.bound.truncate(count);
    }
}

pub(super) fn wrong(span: Span, fault: impl Into<Fault>) -> Stop {
    match fault.into() {
        Fault::Wrong(message) => Stop::Error(EvalError { span, message }),
        Fault::Limit => Stop::Limit,
    }
}
