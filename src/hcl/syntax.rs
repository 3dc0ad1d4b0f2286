//! The syntax tree of one HCL file: what was written, where, and nothing of what it means.
//!
//! Names and literal texts borrow from the source where no escape had to be undone. Every
//! node knows its bytes, so that edits are splices on the source and a tree is never written back.

use std::borrow::Cow;

use crate::diag::Span;

/// A parsed file: its body and, beside it, every comment.
#[derive(Debug, Clone, PartialEq)]
pub struct File<'s> {
    /// The top-level body.
    pub body: Body<'s>,
    /// Every comment, in source order.
    pub comments: Vec<Comment>,
}

/// A comment; its text is the source at `span`, markers included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// From the `#`, `//` or `/*` to the end, without the line ending.
    pub span: Span,
}

/// Attributes and blocks in the order they were written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body<'s> {
    /// What was written, in source order.
    pub items: Vec<Item<'s>>,
    /// From the first byte of the body to its last, braces excluded.
    pub span: Span,
}

/// An attribute or a block.
#[derive(Debug, Clone, PartialEq)]
pub enum Item<'s> {
    /// `name = expression`
    Attribute(Attribute<'s>),
    /// `kind "label" { … }`
    Block(Block<'s>),
}

/// `name = expression`
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute<'s> {
    /// What is set.
    pub name: Ident<'s>,
    /// To what.
    pub value: Expr<'s>,
    /// From the name to the end of the expression.
    pub span: Span,
}

/// `kind "label" { … }`
#[derive(Debug, Clone, PartialEq)]
pub struct Block<'s> {
    /// The word before the labels, such as `resource`.
    pub kind: Ident<'s>,
    /// The labels, quoted or bare.
    pub labels: Vec<BlockLabel<'s>>,
    /// What stands between the braces.
    pub body: Body<'s>,
    /// From the kind to the closing brace, included.
    pub span: Span,
}

/// A name as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ident<'s> {
    /// The name.
    pub text: &'s str,
    /// Where.
    pub span: Span,
}

/// A block label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockLabel<'s> {
    /// The label, quotes and escapes undone.
    pub text: Cow<'s, str>,
    /// Whether it stood in quotes.
    pub quoted: bool,
    /// Where, quotes included.
    pub span: Span,
}

/// An expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr<'s> {
    /// What it is.
    pub kind: ExprKind<'s>,
    /// From its first byte to its last.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind<'s> {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as written.
    Number(&'s str),
    /// A quoted string or heredoc with no interpolation, escapes undone, heredoc dedented.
    String(Cow<'s, str>),
    /// A quoted string or heredoc with interpolations or directives.
    Template(Vec<TemplatePart<'s>>),
    /// `[a, b]`
    Tuple(Vec<Expr<'s>>),
    /// `{ a = b, (c) = d }`
    Object(Vec<ObjectItem<'s>>),
    /// A root name such as `var`, `local`, `aws_vpc`, or a `for` variable.
    Variable(&'s str),
    /// `base.name`
    GetAttr(Box<Expr<'s>>, Ident<'s>),
    /// `base[key]`, and the legacy `base.0`
    Index(Box<Expr<'s>>, Box<Expr<'s>>),
    /// `base.*…` (`full` false) or `base[*]…` (`full` true), with what is taken of each element.
    ///
    /// What follows a `[*]` belongs to each element, another splat too: in `a[*].b[*].c` the base
    /// of the second is the first, and `(a[*].b)[*].c`, which means something else, has the
    /// parentheses for its base.
    Splat {
        /// The collection.
        base: Box<Expr<'s>>,
        /// Whether it was written `[*]`.
        full: bool,
        /// What is taken of each element, in order.
        each: Vec<SplatStep<'s>>,
    },
    /// `name(args…)`, the name with its namespaces: `provider::aws::arn_parse`.
    Call {
        /// The name as written, namespaces included.
        name: Ident<'s>,
        /// The arguments.
        args: Vec<Expr<'s>>,
        /// Whether the last argument was followed by `...`.
        expand: bool,
    },
    /// `condition ? yes : no`
    Conditional(Box<[Expr<'s>; 3]>),
    /// `left op right`
    Binary(Box<Expr<'s>>, BinaryOp, Box<Expr<'s>>),
    /// `!x`, `-x`
    Unary(UnaryOp, Box<Expr<'s>>),
    /// `[for …]` and `{for …}`
    For(Box<ForExpr<'s>>),
    /// `(x)`
    Paren(Box<Expr<'s>>),
}

/// A step taken of each element of a splat.
#[derive(Debug, Clone, PartialEq)]
pub enum SplatStep<'s> {
    /// `.name`
    GetAttr(Ident<'s>),
    /// `[key]`, only after `[*]`, and the legacy `.0`
    Index(Expr<'s>),
}

/// One item of an object constructor.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectItem<'s> {
    /// The key; a bare name is a literal key, which [`ObjectKey::Name`] keeps apart from a reference.
    pub key: ObjectKey<'s>,
    /// The value.
    pub value: Expr<'s>,
}

/// The key of an object item.
#[derive(Debug, Clone, PartialEq)]
pub enum ObjectKey<'s> {
    /// A bare name, which stands for itself.
    Name(Ident<'s>),
    /// Anything else: a quoted string, a template, `(expression)`.
    Expr(Expr<'s>),
}

/// `[for k, v in c : value if cond]` or `{for k, v in c : key => value... if cond}`
#[derive(Debug, Clone, PartialEq)]
pub struct ForExpr<'s> {
    /// The key variable, when two are named.
    pub key_var: Option<Ident<'s>>,
    /// The value variable.
    pub value_var: Ident<'s>,
    /// What is walked over.
    pub collection: Expr<'s>,
    /// The key expression: an object results when there is one.
    pub key: Option<Expr<'s>>,
    /// The value expression.
    pub value: Expr<'s>,
    /// Whether the value was followed by `...` (grouping).
    pub group: bool,
    /// The filter.
    pub condition: Option<Expr<'s>>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum TemplatePart<'s> {
    /// Text between interpolations, escapes undone.
    Literal(Cow<'s, str>),
    /// `${ expression }`
    Interpolation(Expr<'s>),
    /// `%{ if c }…%{ else }…%{ endif }`
    If {
        /// The condition.
        condition: Expr<'s>,
        /// What stands when it holds.
        yes: Vec<Self>,
        /// What stands when not.
        no: Vec<Self>,
    },
    /// `%{ for k, v in c }…%{ endfor }`
    For {
        /// The key variable, when two are named.
        key_var: Option<Ident<'s>>,
        /// The value variable.
        value_var: Ident<'s>,
        /// What is walked over.
        collection: Expr<'s>,
        /// What is repeated.
        body: Vec<Self>,
    },
}

/// Operators of two operands, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum BinaryOp {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

/// Operators of one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum UnaryOp {
    Not,
    Negate,
}

impl<'s> Body<'s> {
    /// The attributes, in source order.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute<'s>> {
        self.items.iter().filter_map(|item| match item {
            Item::Attribute(a) => Some(a),
            Item::Block(_) => None,
        })
    }

    /// The blocks, in source order.
    pub fn blocks(&self) -> impl Iterator<Item = &Block<'s>> {
        self.items.iter().filter_map(|item| match item {
            Item::Block(b) => Some(b),
            Item::Attribute(_) => None,
        })
    }

    /// The blocks of one kind, in source order.
    pub fn blocks_of<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Block<'s>> {
        self.blocks().filter(move |b| b.kind.text == kind)
    }

    /// The attribute of that name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute<'s>> {
        self.attributes().find(|a| a.name.text == name)
    }
}

impl Expr<'_> {
    /// The text, when the expression is a string with no interpolation.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::String(s) => Some(s),
            ExprKind::Paren(inner) => inner.as_str(),
            _ => None,
        }
    }

    /// Calls `visit` with each expression directly inside this one, in source order.
    pub fn for_each_child<'e>(&'e self, mut visit: impl FnMut(&'e Self)) {
        match &self.kind {
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::String(_)
            | ExprKind::Variable(_) => {}
            ExprKind::Template(parts) => each_in_parts(parts, &mut visit),
            ExprKind::Tuple(items) | ExprKind::Call { args: items, .. } => {
                items.iter().for_each(visit);
            }
            ExprKind::Object(items) => {
                for item in items {
                    if let ObjectKey::Expr(key) = &item.key {
                        visit(key);
                    }
                    visit(&item.value);
                }
            }
            ExprKind::GetAttr(base, _) => visit(base),
            ExprKind::Index(left, right) | ExprKind::Binary(left, _, right) => {
                visit(left);
                visit(right);
            }
            ExprKind::Splat { base, each, .. } => {
                visit(base);
                for step in each {
                    if let SplatStep::Index(key) = step {
                        visit(key);
                    }
                }
            }
            ExprKind::Conditional(parts) => parts.iter().for_each(visit),
            ExprKind::Unary(_, inner) | ExprKind::Paren(inner) => visit(inner),
            ExprKind::For(parts) => {
                visit(&parts.collection);
                parts.key.iter().for_each(&mut visit);
                visit(&parts.value);
                parts.condition.iter().for_each(visit);
            }
        }
    }

    /// The expression without the parentheses around it.
    #[must_use]
    pub fn unparenthesised(&self) -> &Self {
        match &self.kind {
            ExprKind::Paren(inner) => inner.unparenthesised(),
            _ => self,
        }
    }
}

fn each_in_parts<'e, 's>(parts: &'e [TemplatePart<'s>], visit: &mut impl FnMut(&'e Expr<'s>)) {
    for part in parts {
        match part {
            TemplatePart::Literal(_) => {}
            TemplatePart::Interpolation(expr) => visit(expr),
            TemplatePart::If { condition, yes, no } => {
                visit(condition);
                each_in_parts(yes, visit);
                each_in_parts(no, visit);
            }
            TemplatePart::For { collection, body, .. } => {
                visit(collection);
                each_in_parts(body, visit);
            }
        }
    }
}
