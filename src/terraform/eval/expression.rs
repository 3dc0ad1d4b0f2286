//! The walk over the syntax tree.

use std::collections::BTreeMap;

use super::convert::{convert, unify};
use super::functions;
use super::operators::{binary, to_bool, to_text, unary};
use super::value::{Kind, Value};
use super::{EvalError, Fault, MAX_DEPTH, MAX_STEPS, Reference, Scope};
use crate::diag::Span;
use crate::hcl::syntax::{
    BinaryOp, Expr, ExprKind, ForExpr, Ident, ObjectItem, ObjectKey, SplatStep,
};
use crate::terraform::types::Type;

/// Why there is no value.
pub(super) enum Stop {
    /// Terraform would refuse the expression.
    Error(EvalError),
    /// It takes more than the bounds allow.
    Limit,
}

pub(super) type Evaluated = Result<Value, Stop>;

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
    bound: Vec<(String, Value)>,
    /// What names stand for, once found; none while they are being evaluated.
    found: BTreeMap<(String, String), Option<Result<Value, String>>>,
    budget: Budget,
    depth: u32,
    /// How many unknown values were met.
    unknowns: u64,
}

impl<'s> Evaluator<'s> {
    pub(super) fn new(scope: &'s dyn Scope) -> Self {
        Self {
            scope,
            bound: Vec::new(),
            found: BTreeMap::new(),
            budget: Budget(MAX_STEPS),
            depth: 0,
            unknowns: 0,
        }
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

    fn enter(&mut self) -> Result<(), Stop> {
        if self.depth >= MAX_DEPTH {
            return Err(Stop::Limit);
        }
        self.spend(1)?;
        self.depth += 1;
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
            ExprKind::Template(parts) => self.template(parts, expr.span),
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
                    let base = self.expr(base)?;
                    attribute(base, *name).map_err(|message| wrong(name.span, message))
                }
            },
            ExprKind::Index(base, key) => {
                let (base, key_value) = (self.expr(base)?, self.expr(key)?);
                index(base, key_value).map_err(|message| wrong(key.span, message))
            }
            ExprKind::Splat { base, each, .. } => self.splat(base, each),
            ExprKind::Call { name, args, expand } => self.call(*name, args, *expand, expr.span),
            ExprKind::Conditional(parts) => self.conditional(parts, expr.span),
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

    /// An expression that is wanted as a bool; none when it is unknown, and whether it is hidden.
    pub(super) fn boolean(&mut self, expr: &Expr<'_>) -> Result<(Option<bool>, bool), Stop> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.boolean(inner),
            ExprKind::Binary(left, op @ (BinaryOp::And | BinaryOp::Or), right) => {
                self.enter()?;
                let result = self.logical(left, *op == BinaryOp::Or, right);
                self.depth -= 1;
                result
            }
            ExprKind::Conditional(parts) => {
                // What the other arm would be changes nothing: a bool is made of this one.
                let [condition, yes, no] = &**parts;
                self.enter()?;
                let result = self.boolean(condition).and_then(|(holds, hidden)| match holds {
                    Some(holds) => {
                        let (value, more) = self.boolean(if holds { yes } else { no })?;
                        Ok((value, hidden || more))
                    }
                    None => Ok((None, hidden)),
                });
                self.depth -= 1;
                result
            }
            _ => {
                let value = self.expr(expr)?;
                let sensitive = value.sensitive;
                let value = to_bool(value).map_err(|message| wrong(expr.span, message))?;
                Ok((value, sensitive))
            }
        }
    }

    /// `left && right`; `left || right` when `or`.
    fn logical(
        &mut self,
        left: &Expr<'_>,
        or: bool,
        right: &Expr<'_>,
    ) -> Result<(Option<bool>, bool), Stop> {
        let left = self.boolean(left);
        if matches!(left, Err(Stop::Limit)) {
            return left;
        }
        match (left, self.boolean(right)) {
            (_, Err(Stop::Limit)) | (Err(Stop::Limit), _) => Err(Stop::Limit),
            // Releases differ in whether the other side, which fails, is looked at.
            (Ok((Some(value), sensitive)), Err(_)) | (Err(_), Ok((Some(value), sensitive)))
                if value == or =>
            {
                self.unknowns += 1;
                Ok((None, sensitive))
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
            (Ok((left, hidden)), Ok((right, more))) => {
                let value =
                    if left == Some(or) || right == Some(or) { Some(or) } else { left.and(right) };
                Ok((value, hidden || more))
            }
        }
    }

    fn conditional(&mut self, parts: &[Expr<'_>; 3], span: Span) -> Evaluated {
        let [condition, yes, no] = parts;
        let (holds, sensitive) = self.boolean(condition)?;
        let Some(holds) = holds else { return Ok(Value::unknown(Type::Any)) };
        let (chosen, other) = if holds { (yes, no) } else { (no, yes) };
        let chosen = self.expr(chosen)?;
        // The other arm matters for its type alone, and what goes wrong in it not at all.
        let unknowns = self.unknowns;
        let other = match self.expr(other) {
            Ok(other) => Some(other),
            Err(Stop::Limit) => return Err(Stop::Limit),
            Err(Stop::Error(_)) => None,
        };
        self.unknowns = unknowns;
        let untyped = |value: &Value| matches!(value.kind, Kind::Null(Type::Any));
        let value = match other {
            None => chosen,
            Some(other) if untyped(&other) => chosen,
            Some(other) if untyped(&chosen) && !other.has_unknown_type() => {
                Kind::Null(other.ty()).into()
            }
            Some(other) if other.has_unknown_type() || chosen.has_unknown_type() => {
                Value::unknown(Type::Any)
            }
            Some(other) => {
                let types = [chosen.ty(), other.ty()];
                let converted = unify(&types).and_then(|ty| convert(chosen, &ty));
                converted.map_err(|message| wrong(span, message))?
            }
        };
        self.made(value.marked(sensitive))
    }

    /// `root.name`
    fn reference(&mut self, root: &str, name: &str, span: Span) -> Evaluated {
        let key = (root.to_owned(), name.to_owned());
        match self.found.get(&key) {
            Some(Some(Ok(value))) => {
                let value = value.clone();
                return self.made(value);
            }
            Some(Some(Err(message))) => return Err(wrong(span, message.clone())),
            Some(None) => return Err(wrong(span, format!("`{root}.{name}` refers to itself"))),
            None => {}
        }
        let scope = self.scope;
        let found = match scope.reference(root, name) {
            Reference::Value(value) => Ok(value),
            Reference::Unknown => Ok(Value::unknown(Type::Any)),
            Reference::Expression(expr) => {
                self.found.insert(key.clone(), None);
                let bound = std::mem::take(&mut self.bound);
                let evaluated = self.expr(&expr);
                self.bound = bound;
                match evaluated {
                    Ok(value) => Ok(value),
                    Err(Stop::Limit) => return Err(Stop::Limit),
                    Err(Stop::Error(error)) => Err(error.message),
                }
            }
        };
        if found.as_ref().is_ok_and(Value::is_unknown) {
            self.unknowns += 1;
        }
        self.found.insert(key, Some(found.clone()));
        match found {
            Ok(value) => self.made(value),
            Err(message) => Err(wrong(span, message)),
        }
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

    fn splat(&mut self, base: &Expr<'_>, each: &[SplatStep<'_>]) -> Evaluated {
        let value = self.expr(base)?;
        let sensitive = value.sensitive;
        let element = match &value.kind {
            Kind::List(ty, _) | Kind::Set(ty, _) => ty.clone(),
            _ => Type::Any,
        };
        let (list, items) = match value.kind {
            Kind::Unknown(_) => return Ok(Value::unknown(Type::Any)),
            Kind::Null(Type::List(_) | Type::Set(_) | Type::Tuple(_)) => {
                return Err(wrong(base.span, "the value is null".to_owned()));
            }
            Kind::Null(_) => return Ok(Kind::Tuple(Vec::new()).into()),
            Kind::Tuple(items) => (false, items),
            Kind::List(_, items) => (true, items),
            Kind::Set(ty, items) => {
                if !ty.is_primitive() && items.len() > 1 {
                    return Ok(Value::unknown(Type::Any));
                }
                (true, items)
            }
            kind => (false, vec![kind.into()]),
        };
        let empty_list = list && items.is_empty();
        let mut results = Vec::with_capacity(items.len());
        for item in items {
            self.spend(1)?;
            let mut item = item;
            for step in each {
                item = match step {
                    SplatStep::GetAttr(name) => {
                        attribute(item, *name).map_err(|message| wrong(name.span, message))?
                    }
                    SplatStep::Index(key) => {
                        let key_value = self.expr(key)?;
                        index(item, key_value).map_err(|message| wrong(key.span, message))?
                    }
                };
            }
            results.push(item);
        }
        if empty_list {
            let ty = each.iter().fold(element, step_type);
            return Ok(Value::from(Kind::List(ty, results)).marked(sensitive));
        }
        let tuple: Value = Kind::Tuple(results).into();
        let value = if list {
            convert(tuple, &Type::list(Type::Any)).map_err(|message| wrong(base.span, message))?
        } else {
            tuple
        };
        Ok(value.marked(sensitive))
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

    fn for_expr(&mut self, f: &ForExpr<'_>) -> Evaluated {
        let collection = self.expr(&f.collection)?;
        let sensitive = collection.sensitive;
        let pairs = match pairs(collection) {
            Ok(Some(pairs)) => pairs,
            Ok(None) => return Ok(Value::unknown(Type::Any)),
            Err(message) => return Err(wrong(f.collection.span, message)),
        };
        let depth = self.bound.len();
        let result = self.each(f, pairs);
        self.bound.truncate(depth);
        Ok(result?.marked(sensitive))
    }

    fn each(&mut self, f: &ForExpr<'_>, pairs: Vec<(Value, Value)>) -> Evaluated {
        let depth = self.bound.len();
        let mut items = Vec::new();
        let mut map: BTreeMap<String, Value> = BTreeMap::new();
        let mut groups: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let mut known = true;
        for (key, value) in pairs {
            self.bound.truncate(depth);
            self.bind(f.key_var, f.value_var, key, value);
            if let Some(condition) = &f.condition {
                let (holds, _) = self.boolean(condition)?;
                match holds {
                    Some(true) => {}
                    Some(false) => continue,
                    None => {
                        known = false;
                        continue;
                    }
                }
            }
            let Some(key) = &f.key else {
                items.push(self.expr(&f.value)?);
                continue;
            };
            let key_value = self.expr(key)?;
            let text = to_text(key_value).map_err(|message| wrong(key.span, message))?;
            let value = self.expr(&f.value)?;
            match text {
                None => known = false,
                Some(text) if f.group => groups.entry(text).or_default().push(value),
                Some(text) if map.contains_key(&text) => {
                    return Err(wrong(key.span, format!("the key `{text}` comes twice")));
                }
                Some(text) => drop(map.insert(text, value)),
            }
        }
        Ok(match (&f.key, f.group) {
            _ if !known => Value::unknown(Type::Any),
            (None, _) => Kind::Tuple(items).into(),
            (Some(_), false) => Kind::Object(map).into(),
            (Some(_), true) => Kind::Object(
                groups.into_iter().map(|(k, items)| (k, Kind::Tuple(items).into())).collect(),
            )
            .into(),
        })
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

/// The keys and values of what can be walked over; none when they or their order are unknown.
pub(super) fn pairs(collection: Value) -> Result<Option<Vec<(Value, Value)>>, Fault> {
    let numbered = |items: Vec<Value>| {
        items.into_iter().enumerate().map(|(i, value)| (Value::int(i), value)).collect()
    };
    Ok(Some(match collection.kind {
        Kind::Unknown(_) => return Ok(None),
        Kind::Null(_) => return Err("the value is null".into()),
        Kind::Tuple(items) | Kind::List(_, items) => numbered(items),
        Kind::Set(ty, items) => {
            if !ty.is_primitive() && items.len() > 1 {
                return Ok(None);
            }
            items.into_iter().map(|item| (item.clone(), item)).collect()
        }
        Kind::Map(_, map) | Kind::Object(map) => {
            map.into_iter().map(|(key, value)| (Value::string(key), value)).collect()
        }
        _ => return Err("the value is no collection".into()),
    }))
}

/// The type of what a step of a splat takes of a value of type `ty`.
fn step_type(ty: Type, step: &SplatStep<'_>) -> Type {
    match (ty, step) {
        (Type::Object(object), SplatStep::GetAttr(name)) => {
            object.get(name.text).map_or(Type::Any, |attribute| attribute.ty.clone())
        }
        (Type::Map(ty), _) | (Type::List(ty), SplatStep::Index(_)) => *ty,
        _ => Type::Any,
    }
}

fn attribute(base: Value, name: Ident<'_>) -> Result<Value, Fault> {
    let sensitive = base.sensitive;
    let none = || format!("there is no attribute `{}`", name.text);
    let value = match base.kind {
        Kind::Unknown(Type::Map(ty)) => Value::unknown(*ty),
        Kind::Unknown(Type::Object(object)) => match object.get(name.text) {
            Some(attribute) => Value::unknown(attribute.ty.clone()),
            None => return Err(none().into()),
        },
        Kind::Unknown(_) => Value::unknown(Type::Any),
        Kind::Null(_) => return Err("the value is null".into()),
        Kind::Map(_, mut map) | Kind::Object(mut map) => map.remove(name.text).ok_or_else(none)?,
        _ => return Err(format!("a value with attributes is required for `.{}`", name.text).into()),
    };
    Ok(value.marked(sensitive))
}

fn index(base: Value, key: Value) -> Result<Value, Fault> {
    let sensitive = base.sensitive || key.sensitive;
    let value = match base.kind {
        Kind::Unknown(_) => Value::unknown(Type::Any),
        Kind::Null(_) => return Err("the value is null".into()),
        Kind::Tuple(mut items) | Kind::List(_, mut items) => {
            let at = super::operators::to_number(key)?.and_then(|at| at.to_int());
            match at {
                None => Value::unknown(Type::Any),
                Some(at) => {
                    let at = at.and_then(|at| usize::try_from(at).ok());
                    match at.filter(|at| *at < items.len()) {
                        Some(at) => items.swap_remove(at),
                        None => return Err("there is no such element".into()),
                    }
                }
            }
        }
        Kind::Map(_, mut map) | Kind::Object(mut map) => match to_text(key)? {
            None => Value::unknown(Type::Any),
            Some(key) => map.remove(&key).ok_or_else(|| format!("there is no key `{key}`"))?,
        },
        _ => return Err("the value has no elements to choose from".into()),
    };
    Ok(value.marked(sensitive))
}
