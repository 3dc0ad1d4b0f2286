//! Terraform's JSON syntax to the tree of the native one.
//!
//! JSON does not tell a block from an argument that holds an object, so [`Source::parse`] reads
//! every property as an attribute, and [`with_blocks`] turns those of a given vocabulary into
//! blocks. Strings are templates, as in Terraform. Where Terraform wants a bare reference, as in
//! `depends_on`, the string holds its text: read that with [`super::parse_expr`].

use std::borrow::Cow;
use std::ops::Range;

use super::parse::{MAX_NESTING, Parsed, parse_template_at, too_large};
use super::problem::Problem;
use super::syntax::{
    Attribute, Block, BlockLabel, Body, Expr, ExprKind, File, ForExpr, Ident, Item, ObjectItem,
    ObjectKey, SplatStep, TemplatePart, UnaryOp,
};
use crate::diag::Span;

/// A kind of block, and the kinds that stand in it.
#[derive(Debug, Clone, Copy)]
pub struct BlockKind {
    /// The word before the labels.
    pub name: &'static str,
    /// How many labels it has.
    pub labels: usize,
    /// The blocks that may stand in it.
    pub inner: &'static [Self],
}

/// A JSON text, with its escaped strings made plain.
#[derive(Debug)]
pub struct Source<'t> {
    text: &'t str,
    /// Every string that holds a backslash, escapes undone, one after the other.
    plain: String,
    /// Those strings, in source order.
    escaped: Vec<Escaped>,
}

#[derive(Debug)]
struct Escaped {
    /// Where the text starts, quote excluded.
    start: usize,
    /// Where the plain form stands.
    plain: Range<usize>,
}

impl<'t> Source<'t> {
    /// Takes a text that should be JSON.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut source = Self { text, plain: String::new(), escaped: Vec::new() };
        if too_large(text).is_some() {
            return source;
        }
        let mut at = 0;
        while let Some(quote) = text[at..].find('"') {
            let start = at + quote + 1;
            let end = string_end(text, start);
            if text[start..end].contains('\\') {
                let plain = source.plain.len();
                undo_escapes(&text[start..end], &mut source.plain);
                source.escaped.push(Escaped { start, plain: plain..source.plain.len() });
            }
            at = text.len().min(end + 1);
        }
        source
    }

    /// Reads the text as a file, every property an attribute.
    #[must_use]
    pub fn parse(&self) -> Parsed<'_> {
        let mut reader = Reader { source: self, pos: 0, depth: 0, problems: Vec::new() };
        let mut body = Body { items: Vec::new(), span: Span::new(0, self.text.len()) };
        if let Some(problem) = too_large(self.text) {
            reader.problems.push(problem);
        } else if let Some(root) = reader.document() {
            body_items(root, &mut body.items, &mut reader.problems);
        }
        Parsed { file: File { body, comments: Vec::new() }, problems: reader.problems }
    }
}

/// Turns the attributes that are named like a block of `kinds` into blocks, at every depth.
///
/// What cannot be such a block is added to `problems` and left out.
#[must_use]
pub fn with_blocks<'s>(
    body: Body<'s>,
    kinds: &[BlockKind],
    problems: &mut Vec<Problem>,
) -> Body<'s> {
    let mut items = Vec::with_capacity(body.items.len());
    for item in body.items {
        match item {
            Item::Attribute(attribute) => {
                match kinds.iter().find(|kind| kind.name == attribute.name.text) {
                    Some(kind) => {
                        let mut unpack = Unpack { name: attribute.name, kind, out: &mut items };
                        unpack.value(attribute.value, Vec::new(), problems);
                    }
                    None => items.push(Item::Attribute(attribute)),
                }
            }
            block @ Item::Block(_) => items.push(block),
        }
    }
    Body { items, span: body.span }
}

/// Blocks of one kind on their way out of the value of a property.
struct Unpack<'a, 's> {
    name: Ident<'s>,
    kind: &'a BlockKind,
    out: &'a mut Vec<Item<'s>>,
}

impl<'s> Unpack<'_, 's> {
    /// An object is a block, or has labels for keys; a list is several; null is none.
    fn value(&mut self, value: Expr<'s>, labels: Vec<BlockLabel<'s>>, problems: &mut Vec<Problem>) {
        match value.kind {
            ExprKind::Null => {}
            ExprKind::Tuple(values) => {
                for value in values {
                    self.value(value, labels.clone(), problems);
                }
            }
            ExprKind::Object(items) if labels.len() < self.kind.labels => {
                for item in items {
                    let Some(label) = name(item.key, problems) else { continue };
                    let text = Cow::Borrowed(label.text);
                    let mut labels = labels.clone();
                    labels.push(BlockLabel { text, quoted: true, span: label.span });
                    self.value(item.value, labels, problems);
                }
            }
            ExprKind::Object(_) => {
                let mut body = Body { items: Vec::new(), span: inside(value.span) };
                let start = labels.last().map_or(self.name.span, |label| label.span);
                let span = start.to(value.span);
                body_items(value, &mut body.items, problems);
                let body = with_blocks(body, self.kind.inner, problems);
                self.out.push(Item::Block(Block { kind: self.name, labels, body, span }));
            }
            _ => problems.push(Problem {
                span: value.span,
                message: format!("a `{}` block is an object or a list of objects", self.name.text),
                help: None,
            }),
        }
    }
}

/// The properties of an object, or of a list of objects, as attributes; `//` is a comment.
fn body_items<'s>(value: Expr<'s>, out: &mut Vec<Item<'s>>, problems: &mut Vec<Problem>) {
    match value.kind {
        ExprKind::Object(items) => {
            for ObjectItem { key, value } in items {
                let Some(name) = name(key, problems) else { continue };
                if name.text != "//" {
                    let span = name.span.to(value.span);
                    out.push(Item::Attribute(Attribute { name, value, span }));
                }
            }
        }
        ExprKind::Tuple(values) => {
            for value in values {
                body_items(value, out, problems);
            }
        }
        _ => problems.push(Problem {
            span: value.span,
            message: "expected an object".to_owned(),
            help: None,
        }),
    }
}

/// A key in a place where only a name can stand.
fn name<'s>(key: ObjectKey<'s>, problems: &mut Vec<Problem>) -> Option<Ident<'s>> {
    match key {
        ObjectKey::Name(name) => Some(name),
        ObjectKey::Expr(Expr { kind: ExprKind::String(Cow::Borrowed(text)), span }) => {
            Some(Ident { text, span })
        }
        ObjectKey::Expr(key) => {
            let message = "a name cannot hold a template".to_owned();
            problems.push(Problem { span: key.span, message, help: None });
            None
        }
    }
}

fn inside(braces: Span) -> Span {
    Span { start: braces.start + 1, end: braces.end - 1 }
}

/// Reads JSON values off the text; `None` means that the problem is recorded.
struct Reader<'s> {
    source: &'s Source<'s>,
    pos: usize,
    depth: u32,
    problems: Vec<Problem>,
}

impl<'s> Reader<'s> {
    fn document(&mut self) -> Option<Expr<'s>> {
        let root = self.value()?;
        self.skip_blanks();
        match self.peek() {
            None => Some(root),
            Some(_) => self.expected("nothing after the value"),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.source.text.as_bytes().get(self.pos).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.pos += 1;
        }
    }

    fn expected<T>(&mut self, wanted: &str) -> Option<T> {
        let rest = &self.source.text[self.pos..];
        let found = rest.chars().next();
        let span = Span::new(self.pos, self.pos + found.map_or(0, char::len_utf8));
        let found = match found {
            None => "the end of the text".to_owned(),
            Some(c) => format!("`{}`", c.escape_debug()),
        };
        let message = format!("expected {wanted}, found {found}");
        self.problems.push(Problem { span, message, help: None });
        None
    }

    fn value(&mut self) -> Option<Expr<'s>> {
        self.skip_blanks();
        let start = self.pos;
        let kind = match self.peek() {
            Some(b'{') => return self.nested(Self::object),
            Some(b'[') => return self.nested(Self::array),
            Some(b'"') => return self.string(),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", ExprKind::Bool(true))?,
            Some(b'f') => self.word("false", ExprKind::Bool(false))?,
            Some(b'n') => self.word("null", ExprKind::Null)?,
            _ => return self.expected("a JSON value"),
        };
        Some(Expr { kind, span: Span::new(start, self.pos) })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<ExprKind<'s>>) -> Option<Expr<'s>> {
        let start = self.pos;
        if self.depth == MAX_NESTING {
            let message = "this is nested too deeply".to_owned();
            let span = Span::new(start, start + 1);
            self.problems.push(Problem { span, message, help: None });
            return None;
        }
        self.depth += 1;
        self.pos += 1;
        let kind = read(self)?;
        self.depth -= 1;
        Some(Expr { kind, span: Span::new(start, self.pos) })
    }

    fn object(&mut self) -> Option<ExprKind<'s>> {
        let mut items = Vec::new();
        while self.more(b'}', items.is_empty(), "`,` or `}`")? {
            if self.peek() != Some(b'"') {
                return self.expected("a property name in quotes");
            }
            let key = ObjectKey::Expr(self.string()?);
            self.skip_blanks();
            if self.peek() != Some(b':') {
                return self.expected("`:`");
            }
            self.pos += 1;
            items.push(ObjectItem { key, value: self.value()? });
        }
        Some(ExprKind::Object(items))
    }

    fn array(&mut self) -> Option<ExprKind<'s>> {
        let mut values = Vec::new();
        while self.more(b']', values.is_empty(), "`,` or `]`")? {
            values.push(self.value()?);
        }
        Some(ExprKind::Tuple(values))
    }

    /// Takes the comma before the next item, or the bracket after the last one.
    fn more(&mut self, close: u8, first: bool, wanted: &str) -> Option<bool> {
        self.skip_blanks();
        match self.peek() {
            Some(byte) if byte == close => {
                self.pos += 1;
                Some(false)
            }
            _ if first => Some(true),
            Some(b',') => {
                self.pos += 1;
                self.skip_blanks();
                Some(true)
            }
            _ => self.expected(wanted),
        }
    }

    fn word(&mut self, word: &str, kind: ExprKind<'s>) -> Option<ExprKind<'s>> {
        if !self.source.text[self.pos..].starts_with(word) {
            return self.expected("a JSON value");
        }
        self.pos += word.len();
        Some(kind)
    }

    fn digits(&mut self) -> Option<()> {
        if !self.peek().is_some_and(|b| b.is_ascii_digit()) {
            return self.expected("a digit");
        }
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.pos += 1;
        }
        Some(())
    }

    fn number(&mut self) -> Option<ExprKind<'s>> {
        let negative = self.peek() == Some(b'-');
        self.pos += usize::from(negative);
        let start = self.pos;
        if self.peek() == Some(b'0') {
            self.pos += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.pos += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.pos += 1;
            self.pos += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let kind = ExprKind::Number(&self.source.text[start..self.pos]);
        if !negative {
            return Some(kind);
        }
        let number = Expr { kind, span: Span::new(start, self.pos) };
        Some(ExprKind::Unary(UnaryOp::Negate, Box::new(number)))
    }

    /// A string: plain text, or a template.
    fn string(&mut self) -> Option<Expr<'s>> {
        let source = self.source;
        let start = self.pos + 1;
        let end = string_end(source.text, start);
        let raw = &source.text[start..end];
        if let Some(control) = raw.find(|c: char| c < ' ') {
            self.pos = start + control;
            return self.expected("no control character in a string");
        }
        if end == source.text.len() {
            self.pos = end;
            return self.expected("`\"`");
        }
        if let Some(bad) = bad_escape(raw) {
            self.pos = start + bad;
            return self.expected("an escape sequence of JSON");
        }
        self.pos = end + 1;
        let span = Span::new(start - 1, self.pos);
        let escaped = source.escaped.binary_search_by_key(&start, |escaped| escaped.start).ok();
        let (text, from) = match escaped {
            Some(i) => {
                let plain = &source.escaped[i].plain;
                (&source.plain[..plain.end], plain.start)
            }
            None => (&source.text[..end], start),
        };
        let content = &text[from..];
        if !content.contains("${") && !content.contains("%{") {
            return Some(Expr { kind: ExprKind::String(Cow::Borrowed(content)), span });
        }
        // Parts of an escaped string have no place of their own in the source.
        let place = |part: Span| if escaped.is_some() { span } else { part };
        match parse_template_at(text, from) {
            Ok(mut expr) => {
                if escaped.is_some() {
                    place_all(&mut expr, span);
                }
                Some(Expr { span, ..expr })
            }
            Err(problems) => {
                let placed = problems.into_iter().map(|p| Problem { span: place(p.span), ..p });
                self.problems.extend(placed);
                None
            }
        }
    }
}

/// Where the string that starts at `start` ends: at its closing quote, or with the text.
fn string_end(text: &str, start: usize) -> usize {
    let mut bytes = text.as_bytes()[start..].iter().enumerate();
    while let Some((i, byte)) = bytes.next() {
        match byte {
            b'"' => return start + i,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    text.len()
}

/// Where in a raw string the first backslash stands that starts no escape sequence.
fn bad_escape(raw: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(n) = raw[at..].find('\\') {
        at += n;
        let rest = &raw.as_bytes()[at + 1..];
        at += match rest {
            [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 2,
            [b'u', hex @ ..] if hex.len() >= 4 && hex[..4].iter().all(u8::is_ascii_hexdigit) => 6,
            _ => return Some(at),
        };
    }
    None
}

/// Adds the text of a raw string to `out`; what is no escape sequence is left as it is.
fn undo_escapes(raw: &str, out: &mut String) {
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let used = if let Some(first) = unit(rest) {
            let pair = [first, rest.get(6..).and_then(unit).unwrap_or(0)];
            match char::decode_utf16(pair).next() {
                Some(Ok(c)) => {
                    out.push(c);
                    6 * c.len_utf16()
                }
                // Half of a pair stands for no character.
                _ => {
                    out.push(char::REPLACEMENT_CHARACTER);
                    6
                }
            }
        } else {
            let selector = rest[1..].chars().next().unwrap_or('\\');
            out.push(match selector {
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                same => same,
            });
            1 + selector.len_utf8()
        };
        rest = rest.get(used..).unwrap_or("");
    }
    out.push_str(rest);
}

/// Gives everything in `expr` the place `span`.
fn place_all(expr: &mut Expr<'_>, span: Span) {
    expr.span = span;
    match &mut expr.kind {
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::String(_)
        | ExprKind::Variable(_) => {}
        ExprKind::Template(parts) => place_parts(parts, span),
        ExprKind::Tuple(items) => items.iter_mut().for_each(|item| place_all(item, span)),
        ExprKind::Call { name, args, .. } => {
            name.span = span;
            args.iter_mut().for_each(|argument| place_all(argument, span));
        }
        ExprKind::Object(items) => {
            for item in items {
                match &mut item.key {
                    ObjectKey::Name(name) => name.span = span,
                    ObjectKey::Expr(key) => place_all(key, span),
                }
                place_all(&mut item.value, span);
            }
        }
        ExprKind::GetAttr(base, name) => {
            place_all(base, span);
            name.span = span;
        }
        ExprKind::Index(left, right) | ExprKind::Binary(left, _, right) => {
            place_all(left, span);
            place_all(right, span);
        }
        ExprKind::Splat { base, each, .. } => {
            place_all(base, span);
            for step in each {
                match step {
                    SplatStep::GetAttr(name) => name.span = span,
                    SplatStep::Index(key) => place_all(key, span),
                }
            }
        }
        ExprKind::Conditional(parts) => parts.iter_mut().for_each(|part| place_all(part, span)),
        ExprKind::Unary(_, inner) | ExprKind::Paren(inner) => place_all(inner, span),
        ExprKind::For(parts) => {
            let ForExpr { key_var, value_var, collection, key, value, condition, .. } =
                &mut **parts;
            place_names(key_var, value_var, span);
            for part in [Some(collection), key.as_mut(), Some(value), condition.as_mut()] {
                part.into_iter().for_each(|part| place_all(part, span));
            }
        }
    }
}

fn place_parts(parts: &mut [TemplatePart<'_>], span: Span) {
    for part in parts {
        match part {
            TemplatePart::Literal(_) => {}
            TemplatePart::Interpolation(inner) => place_all(inner, span),
            TemplatePart::If { condition, yes, no } => {
                place_all(condition, span);
                place_parts(yes, span);
                place_parts(no, span);
            }
            TemplatePart::For { key_var, value_var, collection, body } => {
                place_names(key_var, value_var, span);
                place_all(collection, span);
                place_parts(body, span);
            }
        }
    }
}

fn place_names(key: &mut Option<Ident<'_>>, value: &mut Ident<'_>, span: Span) {
    value.span = span;
    if let Some(key) = key {
        key.span = span;
    }
}
