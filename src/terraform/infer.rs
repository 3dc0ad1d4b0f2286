//! The type of an expression, worked out from types and never from values.
//!
//! Where Terraform would have to evaluate, the answer is [`Type::Any`]; where it is certain that
//! a reference leads nowhere, there is a problem with the names that exist. What a reference
//! means is asked of a [`Scope`]: the inside of a module and a root module made of modules differ.

use std::collections::BTreeMap;

use super::types::{ObjectAttribute, ObjectType, Type};
use crate::diag::Span;
use crate::hcl::syntax::{
    BinaryOp, Expr, ExprKind, ForExpr, Ident, ObjectItem, ObjectKey, SplatStep, TemplatePart,
    UnaryOp,
};

/// A type and the marks that travel with a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    /// The type.
    pub ty: Type,
    /// Whether the value must not be kept in a plan or state.
    pub ephemeral: bool,
    /// Whether the value is hidden in output.
    pub sensitive: bool,
    /// Whether it is the literal `null`, which fits any type.
    pub null: bool,
}

impl Typed {
    /// A value of a type, with no marks.
    #[must_use]
    pub fn plain(ty: Type) -> Self {
        Self { ty, ephemeral: false, sensitive: false, null: false }
    }

    fn with_marks_of(mut self, other: &Self) -> Self {
        self.ephemeral |= other.ephemeral;
        self.sensitive |= other.sensitive;
        self
    }
}

/// A reference that leads nowhere, or a step that its type does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InferProblem {
    /// The step that is wrong.
    pub span: Span,
    /// What is wrong with it.
    pub message: String,
    /// The names that exist there.
    pub candidates: Vec<String>,
}

/// What a [`Scope`] says of a reference.
#[derive(Debug, Clone, PartialEq)]
pub enum Meaning {
    /// The first `used` steps have this type.
    Known {
        /// The type and marks.
        typed: Typed,
        /// How many steps of the path they cover.
        used: usize,
    },
    /// The step at index `at` names nothing.
    Missing {
        /// Index into the path.
        at: usize,
        /// What would be there, such as "output value" or "variable".
        what: &'static str,
        /// The names that exist.
        candidates: Vec<String>,
    },
    /// The scope does not know; nothing is claimed.
    Open,
}

/// Where the names of an expression are looked up.
pub trait Scope {
    /// What `path`, such as `["module", "db", "binding"]`, refers to.
    fn reference(&self, path: &[&str]) -> Meaning;
}

/// Returns the type of `expr` and the problems found on the way.
#[must_use]
pub fn infer(expr: &Expr<'_>, scope: &dyn Scope) -> (Typed, Vec<InferProblem>) {
    let mut inference = Inference { scope, locals: Vec::new(), problems: Vec::new() };
    let typed = inference.expr(expr);
    (typed, inference.problems)
}

struct Inference<'a> {
    scope: &'a dyn Scope,
    /// The variables of the `for` expressions around, innermost last.
    locals: Vec<(String, Typed)>,
    problems: Vec<InferProblem>,
}

impl Inference<'_> {
    fn expr(&mut self, expr: &Expr<'_>) -> Typed {
        match &expr.kind {
            ExprKind::Null => Typed { null: true, ..Typed::plain(Type::Any) },
            ExprKind::Bool(_) => Typed::plain(Type::Bool),
            ExprKind::Number(_) => Typed::plain(Type::Number),
            ExprKind::String(_) => Typed::plain(Type::String),
            ExprKind::Template(parts) => self.template(parts),
            ExprKind::Tuple(items) => {
                let items: Vec<Typed> = items.iter().map(|e| self.expr(e)).collect();
                let ty = Type::Tuple(items.iter().map(|t| t.ty.clone()).collect());
                marked(ty, &items)
            }
            ExprKind::Object(items) => self.object(items),
            ExprKind::Variable(_) | ExprKind::GetAttr(..) => self.traversal(expr),
            ExprKind::Index(base, key) => {
                let base_type = self.expr(base);
                let key_type = self.expr(key);
                self.index(base_type, key, expr.span).with_marks_of(&key_type)
            }
            ExprKind::Splat { base, each, .. } => self.splat(base, each),
            ExprKind::Call { name, args, .. } => {
                let args: Vec<Typed> = args.iter().map(|a| self.expr(a)).collect();
                call(name.text, &args)
            }
            ExprKind::Conditional(parts) => {
                let [condition, yes, no] = &**parts;
                let condition = self.expr(condition);
                let (yes, no) = (self.expr(yes), self.expr(no));
                unify_typed(&yes, &no).with_marks_of(&condition)
            }
            ExprKind::Binary(left, op, right) => {
                let operands = [self.expr(left), self.expr(right)];
                let ty = match op {
                    BinaryOp::Add
                    | BinaryOp::Subtract
                    | BinaryOp::Multiply
                    | BinaryOp::Divide
                    | BinaryOp::Modulo => Type::Number,
                    _ => Type::Bool,
                };
                marked(ty, &operands)
            }
            ExprKind::Unary(op, operand) => {
                let operand = self.expr(operand);
                let ty = if *op == UnaryOp::Not { Type::Bool } else { Type::Number };
                marked(ty, std::slice::from_ref(&operand))
            }
            ExprKind::For(for_expr) => self.for_expr(for_expr),
            ExprKind::Paren(inner) => self.expr(inner),
        }
    }

    fn template(&mut self, parts: &[TemplatePart<'_>]) -> Typed {
        let mut typed = Typed::plain(Type::String);
        for part in parts {
            match part {
                TemplatePart::Literal(_) => {}
                TemplatePart::Interpolation(inner) => {
                    let inner_type = self.expr(inner);
                    // `"${x}"` alone is `x`, not a string.
                    if parts.len() == 1 {
                        return inner_type;
                    }
                    typed = typed.with_marks_of(&inner_type);
                }
                TemplatePart::If { condition, yes, no } => {
                    let condition = self.expr(condition);
                    typed = typed.with_marks_of(&condition);
                    for branch in [yes, no] {
                        let branch = self.template_body(branch);
                        typed = typed.with_marks_of(&branch);
                    }
                }
                TemplatePart::For { key_var, value_var, collection, body } => {
                    let collection = self.expr(collection);
                    let depth = self.bind(*key_var, *value_var, &collection);
                    let body = self.template_body(body);
                    self.locals.truncate(depth);
                    typed = typed.with_marks_of(&collection).with_marks_of(&body);
                }
            }
        }
        typed
    }

    fn template_body(&mut self, parts: &[TemplatePart<'_>]) -> Typed {
        Typed { ty: Type::String, null: false, ..self.template(parts) }
    }

    fn object(&mut self, items: &[ObjectItem<'_>]) -> Typed {
        let mut attributes = BTreeMap::new();
        let mut all = Vec::new();
        let mut keys_known = true;
        for item in items {
            let value = self.expr(&item.value);
            let key = match &item.key {
                ObjectKey::Name(name) => Some(name.text.to_owned()),
                ObjectKey::Expr(key) => {
                    let text = key.as_str().map(str::to_owned);
                    if text.is_none() {
                        all.push(Typed { ty: Type::Any, ..self.expr(key) });
                    }
                    text
                }
            };
            match key {
                Some(key) => {
                    attributes.insert(key, required(value.ty.clone()));
                }
                None => keys_known = false,
            }
            all.push(value);
        }
        let ty = if keys_known {
            Type::Object(ObjectType { attributes })
        } else {
            Type::Map(Box::new(Type::Any))
        };
        marked(ty, &all)
    }

    /// `a.b.c`, the whole chain at once, since only the scope knows where a name ends.
    fn traversal(&mut self, expr: &Expr<'_>) -> Typed {
        let Some((root, steps)) = chain(expr) else {
            let ExprKind::GetAttr(base, name) = &expr.kind else {
                return Typed::plain(Type::Any);
            };
            let base = self.expr(base);
            return self.attribute(base, *name);
        };
        if let Some((_, local)) = self.locals.iter().rev().find(|(n, _)| n == root.text) {
            let local = local.clone();
            return steps.iter().fold(local, |base, step| self.attribute(base, *step));
        }
        let path: Vec<&str> =
            std::iter::once(root.text).chain(steps.iter().map(|s| s.text)).collect();
        match self.scope.reference(&path) {
            Meaning::Open => Typed::plain(Type::Any),
            Meaning::Known { typed, used } => {
                steps.iter().skip(used - 1).fold(typed, |base, step| self.attribute(base, *step))
            }
            Meaning::Missing { at, what, candidates } => {
                let step = if at == 0 { root } else { steps[at - 1] };
                self.problems.push(InferProblem {
                    span: step.span,
                    message: format!("there is no {what} `{}`", path[..=at].join(".")),
                    candidates,
                });
                Typed::plain(Type::Any)
            }
        }
    }

    fn attribute(&mut self, base: Typed, name: Ident<'_>) -> Typed {
        let ty = match &base.ty {
            Type::Any => Type::Any,
            Type::Map(element) => (**element).clone(),
            Type::Object(object) => match object.attributes.get(name.text) {
                Some(attribute) => attribute.ty.clone(),
                None => {
                    self.problems.push(InferProblem {
                        span: name.span,
                        message: format!("there is no attribute `{}`", name.text),
                        candidates: object.attributes.keys().cloned().collect(),
                    });
                    Type::Any
                }
            },
            other => {
                self.problems.push(InferProblem {
                    span: name.span,
                    message: format!("`.{}` is asked of a value of type {other}", name.text),
                    candidates: Vec::new(),
                });
                Type::Any
            }
        };
        Typed { ty, null: false, ..base }
    }

    fn index(&mut self, base: Typed, key: &Expr<'_>, span: Span) -> Typed {
        let ty = match &base.ty {
            Type::List(element) | Type::Map(element) => (**element).clone(),
            Type::Tuple(items) => match &key.unparenthesised().kind {
                ExprKind::Number(n) => {
                    n.parse::<usize>().ok().and_then(|i| items.get(i).cloned()).unwrap_or(Type::Any)
                }
                _ => items.iter().cloned().reduce(|a, b| unify(&a, &b)).unwrap_or(Type::Any),
            },
            Type::Object(_) => match key.as_str() {
                Some(text) => return self.attribute(base.clone(), Ident { text, span: key.span }),
                None => Type::Any,
            },
            Type::Any => Type::Any,
            other => {
                self.problems.push(InferProblem {
                    span,
                    message: format!("an index is asked of a value of type {other}"),
                    candidates: Vec::new(),
                });
                Type::Any
            }
        };
        Typed { ty, null: false, ..base }
    }

    fn splat(&mut self, base: &Expr<'_>, each: &[SplatStep<'_>]) -> Typed {
        let base_type = self.expr(base);
        let element = match &base_type.ty {
            Type::Any => return base_type,
            Type::List(e) | Type::Set(e) => (**e).clone(),
            Type::Tuple(items) => {
                items.iter().cloned().reduce(|a, b| unify(&a, &b)).unwrap_or(Type::Any)
            }
            // Anything else is taken as a list of itself.
            other => other.clone(),
        };
        let mut typed = Typed { ty: element, null: false, ..base_type };
        for step in each {
            typed = match step {
                SplatStep::GetAttr(name) => self.attribute(typed, *name),
                SplatStep::Index(key) => self.index(typed, key, key.span),
            };
        }
        Typed { ty: Type::List(Box::new(typed.ty)), ..typed }
    }

    fn for_expr(&mut self, f: &ForExpr<'_>) -> Typed {
        let collection = self.expr(&f.collection);
        let depth = self.bind(f.key_var, f.value_var, &collection);
        let value = self.expr(&f.value);
        let key = f.key.as_ref().map(|k| self.expr(k));
        let condition = f.condition.as_ref().map(|c| self.expr(c));
        self.locals.truncate(depth);
        let ty = match (&key, f.group) {
            (None, _) => Type::List(Box::new(value.ty.clone())),
            (Some(_), false) => Type::Map(Box::new(value.ty.clone())),
            (Some(_), true) => Type::Map(Box::new(Type::List(Box::new(value.ty.clone())))),
        };
        let parts: Vec<Typed> =
            [Some(collection), Some(value), key, condition].into_iter().flatten().collect();
        marked(ty, &parts)
    }

    /// Brings the variables of a `for` into scope; returns how many there were before.
    fn bind(&mut self, key: Option<Ident<'_>>, value: Ident<'_>, collection: &Typed) -> usize {
        let depth = self.locals.len();
        let (key_type, value_type) = match &collection.ty {
            Type::List(e) => (Type::Number, (**e).clone()),
            Type::Set(e) => ((**e).clone(), (**e).clone()),
            Type::Map(e) => (Type::String, (**e).clone()),
            Type::Tuple(items) => (Type::Number, unify_all(items.iter())),
            Type::Object(o) => (Type::String, unify_all(o.attributes.values().map(|a| &a.ty))),
            _ => (Type::Any, Type::Any),
        };
        if let Some(key) = key {
            self.locals.push((key.text.to_owned(), Typed::plain(key_type)));
        }
        let value_typed = Typed { ty: value_type, null: false, ..collection.clone() };
        self.locals.push((value.text.to_owned(), value_typed));
        depth
    }
}

/// The root name and the steps of `a.b.c`; nothing when an index or a call is in between.
fn chain<'s>(expr: &Expr<'s>) -> Option<(Ident<'s>, Vec<Ident<'s>>)> {
    match &expr.kind {
        ExprKind::Variable(text) => Some((Ident { text, span: expr.span }, Vec::new())),
        ExprKind::GetAttr(base, name) => {
            let (root, mut steps) = chain(base)?;
            steps.push(*name);
            Some((root, steps))
        }
        _ => None,
    }
}

fn required(ty: Type) -> ObjectAttribute {
    ObjectAttribute { ty, optional: false, default: None }
}

fn marked(ty: Type, parts: &[Typed]) -> Typed {
    parts.iter().fold(Typed::plain(ty), Typed::with_marks_of)
}

fn unify_typed(a: &Typed, b: &Typed) -> Typed {
    let typed = match (a.null, b.null) {
        (true, _) => b.clone(),
        (_, true) => a.clone(),
        _ => Typed { ty: unify(&a.ty, &b.ty), null: false, ..a.clone() },
    };
    typed.with_marks_of(a).with_marks_of(b)
}

fn unify_all<'t>(types: impl Iterator<Item = &'t Type>) -> Type {
    types.cloned().reduce(|a, b| unify(&a, &b)).unwrap_or(Type::Any)
}

/// The type of a value that is of one of these types and is not converted to the others:
/// [`Type::Any`] where a number may stand beside a string.
fn any_of<'t>(types: impl Iterator<Item = &'t Type> + Clone) -> Type {
    let mut all = types.clone();
    let first = all.next();
    if types.clone().all(Type::is_primitive) && all.any(|ty| Some(ty) != first) {
        return Type::Any;
    }
    unify_all(types)
}

/// The type of one element of a collection, which `concat` and `element` do not convert.
fn one_of(ty: &Type) -> Type {
    match ty {
        Type::Tuple(items) => any_of(items.iter()),
        _ => element(ty),
    }
}

/// The type that holds values of both, or [`Type::Any`].
fn unify(a: &Type, b: &Type) -> Type {
    use Type::{Any, Bool, List, Map, Number, Object, Set, String, Tuple};
    match (a, b) {
        _ if a == b => a.clone(),
        // Nothing fits whatever the other one holds.
        (Tuple(xs), List(_) | Set(_)) if xs.is_empty() => b.clone(),
        (List(_) | Set(_), Tuple(ys)) if ys.is_empty() => a.clone(),
        (Object(o), Map(_)) if o.attributes.is_empty() => b.clone(),
        (Map(_), Object(o)) if o.attributes.is_empty() => a.clone(),
        (String | Number | Bool, String | Number | Bool) => String,
        (List(x), List(y)) => List(Box::new(unify(x, y))),
        (Set(x), Set(y)) => Set(Box::new(unify(x, y))),
        (Map(x), Map(y)) => Map(Box::new(unify(x, y))),
        (Tuple(xs), Tuple(ys)) if xs.len() == ys.len() => {
            Tuple(xs.iter().zip(ys).map(|(x, y)| unify(x, y)).collect())
        }
        (Tuple(xs), Tuple(ys)) => List(Box::new(unify_all(xs.iter().chain(ys)))),
        (List(x), Tuple(ys)) | (Tuple(ys), List(x)) => {
            List(Box::new(unify_all(std::iter::once(&**x).chain(ys))))
        }
        (Map(x), Object(o)) | (Object(o), Map(x)) => {
            let values = o.attributes.values().map(|v| &v.ty);
            Map(Box::new(unify_all(std::iter::once(&**x).chain(values))))
        }
        (Object(x), Object(y)) if x.attributes.keys().eq(y.attributes.keys()) => {
            let attributes = x
                .attributes
                .iter()
                .map(|(k, v)| (k.clone(), required(unify(&v.ty, &y.attributes[k].ty))))
                .collect();
            Object(ObjectType { attributes })
        }
        _ => Any,
    }
}

/// The element type of a collection.
fn element(ty: &Type) -> Type {
    match ty {
        Type::List(e) | Type::Set(e) | Type::Map(e) => (**e).clone(),
        Type::Tuple(items) => unify_all(items.iter()),
        Type::Object(o) => unify_all(o.attributes.values().map(|a| &a.ty)),
        _ => Type::Any,
    }
}

fn is_empty(ty: &Type) -> bool {
    match ty {
        Type::Tuple(items) => items.is_empty(),
        Type::Object(object) => object.attributes.is_empty(),
        _ => false,
    }
}

/// What a built-in function returns; the ones not named here return [`Type::Any`].
fn call(name: &str, args: &[Typed]) -> Typed {
    let arg = |i: usize| args.get(i).map_or(Type::Any, |t| t.ty.clone());
    let list = |ty: Type| Type::List(Box::new(ty));
    // A conversion of nothing fits every element type, which `any` would not tell.
    if let ("tolist" | "toset" | "tomap", Some(only)) = (name, args.first())
        && is_empty(&only.ty)
    {
        return Typed { null: false, ..only.clone() };
    }
    let elements = || unify_all(args.iter().map(|t| element(&t.ty)).collect::<Vec<_>>().iter());
    let ty = match name.strip_prefix("core::").unwrap_or(name) {
        "abspath" | "base64decode" | "base64encode" | "base64gzip" | "base64sha256"
        | "base64sha512" | "basename" | "bcrypt" | "chomp" | "cidrhost" | "cidrnetmask"
        | "cidrsubnet" | "dirname" | "file" | "filebase64" | "filebase64sha256"
        | "filebase64sha512" | "filemd5" | "filesha1" | "filesha256" | "filesha512" | "format"
        | "formatdate" | "indent" | "join" | "jsonencode" | "lower" | "md5" | "pathexpand"
        | "plantimestamp" | "replace" | "rsadecrypt" | "sha1" | "sha256" | "sha512" | "strrev"
        | "substr" | "templatefile" | "templatestring" | "textdecodebase64"
        | "textencodebase64" | "timeadd" | "timestamp" | "title" | "tostring" | "trim"
        | "trimprefix" | "trimspace" | "trimsuffix" | "type" | "upper" | "urlencode" | "uuid"
        | "uuidv5" | "yamlencode" => Type::String,
        "abs" | "ceil" | "floor" | "index" | "length" | "log" | "max" | "min" | "parseint"
        | "pow" | "signum" | "sum" | "timecmp" | "tonumber" => Type::Number,
        "alltrue" | "anytrue" | "can" | "contains" | "endswith" | "fileexists" | "issensitive"
        | "startswith" | "strcontains" | "tobool" => Type::Bool,
        "split" | "keys" | "cidrsubnets" | "formatlist" => list(Type::String),
        "fileset" => Type::Set(Box::new(Type::String)),
        "range" => list(Type::Number),
        "compact" => list(Type::String),
        "concat" => {
            let all: Vec<_> = args.iter().map(|t| one_of(&t.ty)).collect();
            list(any_of(all.iter()))
        }
        "distinct" | "reverse" | "slice" | "sort" | "tolist" | "values" | "matchkeys" => {
            list(element(&arg(0)))
        }
        "chunklist" => list(list(element(&arg(0)))),
        "flatten" => match element(&arg(0)) {
            inner @ (Type::List(_) | Type::Set(_) | Type::Tuple(_)) => list(element(&inner)),
            other => list(other),
        },
        "toset" => Type::Set(Box::new(element(&arg(0)))),
        "setunion" | "setintersection" | "setsubtract" => Type::Set(Box::new(elements())),
        "tomap" => Type::Map(Box::new(element(&arg(0)))),
        "zipmap" => Type::Map(Box::new(element(&arg(1)))),
        "merge" => merge(args),
        "element" => one_of(&arg(0)),
        "one" => element(&arg(0)),
        "lookup" => match (&arg(0), args.get(2)) {
            (Type::Map(e), _) => (**e).clone(),
            _ => Type::Any,
        },
        "try" => {
            let all: Vec<_> = args.iter().filter(|t| !t.null).map(|t| t.ty.clone()).collect();
            any_of(all.iter())
        }
        "coalesce" | "coalescelist" => {
            let all = args.iter().cloned().reduce(|a, b| unify_typed(&a, &b));
            all.map_or(Type::Any, |t| t.ty)
        }
        "sensitive" | "nonsensitive" | "ephemeralasnull" => arg(0),
        _ => Type::Any,
    };
    let mut typed = marked(ty, args);
    match name {
        "sensitive" => typed.sensitive = true,
        "nonsensitive" => typed.sensitive = false,
        "ephemeralasnull" => typed.ephemeral = false,
        _ => {}
    }
    typed
}

fn merge(args: &[Typed]) -> Type {
    if args.iter().all(|a| matches!(a.ty, Type::Object(_))) {
        let mut attributes = BTreeMap::new();
        for arg in args {
            if let Type::Object(o) = &arg.ty {
                attributes.extend(o.attributes.clone());
            }
        }
        return Type::Object(ObjectType { attributes });
    }
    if args.iter().any(|a| matches!(a.ty, Type::Any) && !a.null) {
        return Type::Any;
    }
    let values: Vec<Type> = args.iter().filter(|a| !a.null).map(|a| element(&a.ty)).collect();
    Type::Map(Box::new(unify_all(values.iter())))
}
