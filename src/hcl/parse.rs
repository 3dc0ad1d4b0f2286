//! HCL text to a syntax tree, by recursive descent over the tokens.
//!
//! Accepts exactly what HashiCorp's parser accepts, and knows no schema: whether a block or an
//! attribute means anything is for others to say. Never fails: what is wrong becomes a
//! [`Problem`], and reading goes on at the next identifier in the first column.

use std::borrow::Cow;
use std::collections::HashSet;

use super::lex::{Kind, Lexer, Token};
use super::problem::Problem;
use super::syntax::{
    Attribute, BinaryOp, Block, BlockLabel, Body, Comment, Expr, ExprKind, File, ForExpr, Ident,
    Item, ObjectItem, ObjectKey, SplatStep, UnaryOp,
};
use crate::diag::Span;

/// The largest text that is read; the tree of a larger one could take gigabytes.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// How deeply blocks, brackets and templates may be nested in each other.
pub const MAX_NESTING: u32 = 200;

/// How many problems of one text are reported.
pub const MAX_PROBLEMS: usize = 100;

/// How high a tree may grow, long chains of operators included, so that walking it by recursion
/// is safe.
const MAX_HEIGHT: u32 = 1000;

/// What came of reading a text: as much of a tree as there is, and what was wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed<'s> {
    /// The tree. A block with a problem in it holds what came before the problem; an attribute
    /// with a problem in it is missing.
    pub file: File<'s>,
    /// What is wrong, in source order; empty when the text is valid.
    pub problems: Vec<Problem>,
}

/// Reads a whole file in native syntax.
#[must_use]
pub fn parse(text: &str) -> Parsed<'_> {
    if let Some(problem) = too_large(text) {
        let file = File { body: Body::default(), comments: Vec::new() };
        return Parsed { file, problems: vec![problem] };
    }
    let mut parser = Parser::new(text, Lexer::new(text));
    let body = parser.file_body();
    let (comments, problems) = parser.finish();
    Parsed { file: File { body, comments }, problems }
}

/// Reads a single expression, which may span lines.
///
/// # Errors
/// What keeps the text from being an expression.
pub fn parse_expr(text: &str) -> Result<Expr<'_>, Vec<Problem>> {
    parse_expr_from(text, Lexer::new(text))
}

/// Reads the expression that stands at `span` of a text; its places are those of the whole text.
///
/// # Errors
/// What keeps the text at `span` from being an expression.
///
/// # Panics
/// When `span` reaches beyond the text, which is a bug of the caller.
pub fn parse_expr_at(text: &str, span: Span) -> Result<Expr<'_>, Vec<Problem>> {
    let range = span.range();
    // The line ending after a heredoc is what ends it.
    let rest = &text[range.end..];
    let ending = if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    let text = &text[..range.end + ending];
    parse_expr_from(text, Lexer::at(text, range.start))
}

fn parse_expr_from<'s>(text: &'s str, lexer: Lexer<'s>) -> Result<Expr<'s>, Vec<Problem>> {
    if let Some(problem) = too_large(text) {
        return Err(vec![problem]);
    }
    let mut parser = Parser::new(text, lexer);
    parser.newlines = false;
    let expr = parser.expr();
    if expr.is_ok() && parser.peek() != Kind::Eof {
        parser.unexpected("the end of the expression");
    }
    parser.outcome(expr)
}

/// Reads a text that is a template as a whole, such as a string of the JSON syntax.
///
/// # Errors
/// What keeps the text from being a template.
pub fn parse_template(text: &str) -> Result<Expr<'_>, Vec<Problem>> {
    if let Some(problem) = too_large(text) {
        return Err(vec![problem]);
    }
    parse_template_at(text, 0)
}

/// The same for what stands in `text` from byte `start` on; spans count from the start of `text`.
pub(super) fn parse_template_at(text: &str, start: usize) -> Result<Expr<'_>, Vec<Problem>> {
    let mut parser = Parser::new(text, Lexer::template(text, start));
    let expr = parser.whole_template(start);
    parser.outcome(expr)
}

pub(super) fn too_large(text: &str) -> Option<Problem> {
    (text.len() > MAX_BYTES).then(|| Problem {
        span: Span::default(),
        message: format!("the file has {} bytes, and {MAX_BYTES} is the most", text.len()),
        help: Some("split the file".to_owned()),
    })
}

/// The problem is recorded; whoever sees this gives up what it was reading.
#[derive(Debug)]
pub(super) struct Failed;

pub(super) type Outcome<T> = Result<T, Failed>;

pub(super) struct Parser<'s> {
    pub(super) text: &'s str,
    pub(super) lexer: Lexer<'s>,
    /// The token to be looked at next, possibly a comment or a line ending of no meaning.
    pub(super) token: Token,
    /// Where the last token that was taken ends.
    pub(super) last_end: usize,
    /// Whether line endings mean something: not inside brackets, parentheses and `${ }`.
    pub(super) newlines: bool,
    nesting: u32,
    /// The height of the expression read last.
    pub(super) height: u32,
    comments: Vec<Comment>,
    problems: Vec<Problem>,
}

impl<'s> Parser<'s> {
    fn new(text: &'s str, mut lexer: Lexer<'s>) -> Self {
        let token = lexer.next_token();
        Self {
            text,
            lexer,
            token,
            last_end: 0,
            newlines: true,
            nesting: 0,
            height: 0,
            comments: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn finish(mut self) -> (Vec<Comment>, Vec<Problem>) {
        self.problems.sort_by_key(|problem| problem.span.start);
        (self.comments, self.problems)
    }

    fn outcome(self, expr: Outcome<Expr<'s>>) -> Result<Expr<'s>, Vec<Problem>> {
        match expr {
            Ok(expr) if self.problems.is_empty() => Ok(expr),
            _ => Err(self.finish().1),
        }
    }

    // Tokens

    /// The kind of the next token that means something here.
    #[inline]
    pub(super) fn peek(&mut self) -> Kind {
        loop {
            match self.token.kind {
                Kind::LineComment | Kind::BlockComment => {
                    self.comments.push(Comment { span: self.token.span() });
                }
                Kind::Newline if !self.newlines => {}
                kind => return kind,
            }
            self.token = self.lexer.next_token();
        }
    }

    /// Takes the token that was peeked at.
    #[inline]
    pub(super) fn bump(&mut self) -> Token {
        let token = self.token;
        self.last_end = token.end;
        self.token = self.lexer.next_token();
        token
    }

    pub(super) fn expect(&mut self, kind: Kind, wanted: &str) -> Outcome<Token> {
        if self.peek() == kind { Ok(self.bump()) } else { Err(self.unexpected(wanted)) }
    }

    /// Takes the token that closes what `open` opened.
    pub(super) fn close(&mut self, kind: Kind, open: Token, wanted: &str) -> Outcome<Token> {
        if self.peek() == Kind::Eof {
            return Err(self.unclosed(open));
        }
        self.expect(kind, wanted)
    }

    pub(super) fn slice(&self, token: Token) -> &'s str {
        &self.text[token.start..token.end]
    }

    fn is_word(&mut self, word: &str) -> bool {
        self.peek() == Kind::Ident && self.slice(self.token) == word
    }

    pub(super) fn ident(&mut self, wanted: &str) -> Outcome<Ident<'s>> {
        let token = self.expect(Kind::Ident, wanted)?;
        Ok(Ident { text: self.slice(token), span: token.span() })
    }

    /// From `start` to the end of the last token taken.
    pub(super) fn since(&self, start: usize) -> Span {
        span(start, self.last_end)
    }

    // Problems

    pub(super) fn fail(&mut self, span: Span, message: impl Into<String>) -> Failed {
        self.problems.push(Problem { span, message: message.into(), help: None });
        Failed
    }

    pub(super) fn fail_with_help(&mut self, span: Span, message: &str, help: &str) -> Failed {
        let help = Some(help.to_owned());
        self.problems.push(Problem { span, message: message.to_owned(), help });
        Failed
    }

    /// The next token is not the one that has to stand here.
    pub(super) fn unexpected(&mut self, wanted: &str) -> Failed {
        self.peek();
        let token = self.token;
        let found = match token.kind {
            Kind::Eof => "the end of the text".to_owned(),
            Kind::Newline => "the end of the line".to_owned(),
            Kind::QuotedNewline => return self.unclosed_string(token),
            Kind::Invalid => return self.invalid(token),
            _ => format!("`{}`", excerpt(self.slice(token))),
        };
        self.fail(token.span(), format!("expected {wanted}, found {found}"))
    }

    fn unclosed_string(&mut self, token: Token) -> Failed {
        self.fail_with_help(
            token.span(),
            "a quoted string cannot go on to the next line",
            "write `\\n` for a line ending, or use a heredoc",
        )
    }

    /// Says why a token is none.
    fn invalid(&mut self, token: Token) -> Failed {
        let found = self.slice(token);
        let help = match found {
            "'" => "use double quotes around strings",
            "`" => "use a heredoc for a string of several lines",
            ";" => "put each argument on a line of its own",
            "&" => "use `&&`",
            "|" => "use `||`",
            "^" | "~" => "there are no bitwise operators",
            "“" | "”" => "use straight quotes",
            _ if found.starts_with("/*") => {
                return self.fail_with_help(
                    token.span(),
                    "this comment is never closed",
                    "add `*/`",
                );
            }
            "\\" => "a backslash ends a line nowhere in HCL",
            _ => "remove it",
        };
        let found = match found.chars().next() {
            Some(c) if c.is_control() => c.escape_unicode().to_string(),
            c => c.into_iter().collect(),
        };
        self.fail_with_help(token.span(), &format!("`{found}` has no meaning here"), help)
    }

    /// The file ends inside what `open` opened.
    pub(super) fn unclosed(&mut self, open: Token) -> Failed {
        let text = self.slice(open);
        match open.kind {
            Kind::OpenHeredoc => {
                let marker = text.trim_start_matches(['<', '-']).trim_end();
                let help = format!("end it with a line that holds nothing but `{marker}`");
                self.fail_with_help(open.span(), "this heredoc is never closed", &help)
            }
            _ => self.fail(open.span(), format!("this `{text}` is never closed")),
        }
    }

    // Nesting

    pub(super) fn enter(&mut self) -> Outcome<()> {
        if self.nesting == MAX_NESTING {
            return Err(self.too_deep());
        }
        self.nesting += 1;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.nesting -= 1;
    }

    /// Notes that the expression read last stands one above others, the highest of them `below`.
    pub(super) fn grow(&mut self, below: u32) -> Outcome<()> {
        self.height = below + 1;
        if self.height > MAX_HEIGHT { Err(self.too_deep()) } else { Ok(()) }
    }

    fn too_deep(&mut self) -> Failed {
        self.peek();
        self.fail_with_help(
            self.token.span(),
            "this is nested too deeply",
            "give inner parts names with local values",
        )
    }

    // Bodies

    fn file_body(&mut self) -> Body<'s> {
        let mut items = Vec::new();
        loop {
            let outcome = match self.peek() {
                Kind::Eof => break,
                Kind::Newline => {
                    self.bump();
                    Ok(())
                }
                Kind::Ident => self.item(&mut items),
                _ => Err(self.no_item()),
            };
            if outcome.is_err() {
                self.recover();
            }
            if self.problems.len() >= MAX_PROBLEMS {
                let span = self.token.span();
                self.fail(span, "there are more problems from here on");
                break;
            }
        }
        self.refuse_repeated(&items);
        Body { items, span: span(0, self.text.len()) }
    }

    fn recover(&mut self) {
        self.lexer.resynchronise(self.token.start);
        self.token = self.lexer.next_token();
        self.newlines = true;
        self.nesting = 0;
    }

    fn no_item(&mut self) -> Failed {
        match self.token.kind {
            Kind::OpenQuote => {
                let span = self.token.span();
                self.fail_with_help(
                    span,
                    "the name of an argument is not quoted",
                    "remove the quotes",
                )
            }
            Kind::CloseBrace => {
                let span = self.token.span();
                self.fail(span, "this `}` closes nothing")
            }
            _ => self.unexpected("an argument or a block"),
        }
    }

    /// One attribute or block with the line ending after it.
    fn item(&mut self, items: &mut Vec<Item<'s>>) -> Outcome<()> {
        let name = self.ident("an argument or a block")?;
        match self.peek() {
            Kind::Assign => {
                let attribute = self.attribute(name)?;
                items.push(Item::Attribute(attribute));
                self.end_of_item("argument")
            }
            Kind::OpenQuote | Kind::OpenBrace | Kind::Ident => self.block(name, items),
            _ => Err(self.unexpected("`=`, a block label or `{` after the name")),
        }
    }

    fn attribute(&mut self, name: Ident<'s>) -> Outcome<Attribute<'s>> {
        self.expect(Kind::Assign, "`=`")?;
        let value = self.expr()?;
        Ok(Attribute { name, value, span: self.since(name.span.start as usize) })
    }

    fn end_of_item(&mut self, what: &str) -> Outcome<()> {
        match self.peek() {
            Kind::Newline => {
                self.bump();
                Ok(())
            }
            Kind::Eof => Ok(()),
            Kind::Comma => {
                let span = self.token.span();
                Err(self.fail_with_help(
                    span,
                    "arguments are separated by line endings, not by commas",
                    "remove the comma",
                ))
            }
            _ => Err(self.unexpected(&format!("the end of the line after the {what}"))),
        }
    }

    fn block(&mut self, kind: Ident<'s>, items: &mut Vec<Item<'s>>) -> Outcome<()> {
        let mut labels = Vec::new();
        let open = loop {
            match self.peek() {
                Kind::OpenBrace => break self.bump(),
                Kind::OpenQuote => labels.push(self.quoted_label()?),
                Kind::Ident => {
                    let token = self.bump();
                    let text = Cow::Borrowed(self.slice(token));
                    labels.push(BlockLabel { text, quoted: false, span: token.span() });
                }
                Kind::Assign => {
                    let span = self.token.span();
                    return Err(self.fail_with_help(
                        span,
                        "a block has no `=`",
                        "remove it, or the labels before it",
                    ));
                }
                _ => return Err(self.unexpected("a block label or `{`")),
            }
        };
        self.enter()?;
        let mut inner = Vec::new();
        let outcome = self.block_body(open, &mut inner);
        self.refuse_repeated(&inner);
        let end = if outcome.is_ok() { self.last_end - 1 } else { self.last_end };
        let body = Body { items: inner, span: span(open.end, end.max(open.end)) };
        let span = self.since(kind.span.start as usize);
        items.push(Item::Block(Block { kind, labels, body, span }));
        outcome?;
        self.leave();
        self.end_of_item("block")
    }

    /// What stands between the braces of a block, and the closing one.
    fn block_body(&mut self, open: Token, items: &mut Vec<Item<'s>>) -> Outcome<()> {
        if !matches!(self.peek(), Kind::Newline | Kind::Eof | Kind::CloseBrace) {
            return self.single_line_body(open, items);
        }
        loop {
            match self.peek() {
                Kind::Newline => {
                    self.bump();
                }
                Kind::Ident => self.item(items)?,
                Kind::CloseBrace => {
                    self.bump();
                    return Ok(());
                }
                Kind::Eof => return Err(self.unclosed(open)),
                _ => return Err(self.no_item()),
            }
        }
    }

    /// `{ name = value }` on one line, which holds one attribute and nothing else.
    fn single_line_body(&mut self, open: Token, items: &mut Vec<Item<'s>>) -> Outcome<()> {
        let name = self.ident("an argument, `}` or the end of the line")?;
        if matches!(self.peek(), Kind::OpenQuote | Kind::OpenBrace | Kind::Ident) {
            return Err(self.fail_with_help(
                name.span,
                "a block on one line can hold only one argument",
                "put the inner block on lines of its own",
            ));
        }
        let attribute = self.attribute(name)?;
        items.push(Item::Attribute(attribute));
        if matches!(self.peek(), Kind::Comma | Kind::Newline) {
            let span = self.token.span();
            return Err(self.fail_with_help(
                span,
                "a block on one line can hold only one argument, and `}` after it",
                "put each argument and the `}` on a line of its own",
            ));
        }
        self.close(Kind::CloseBrace, open, "`}`")?;
        Ok(())
    }

    fn quoted_label(&mut self) -> Outcome<BlockLabel<'s>> {
        let start = self.token.start;
        if let Some(text) = self.plain_string() {
            let text = Cow::Borrowed(text);
            return Ok(BlockLabel { text, quoted: true, span: self.since(start) });
        }
        let open = self.bump();
        let mut text = String::new();
        loop {
            match self.peek() {
                Kind::CloseQuote => {
                    self.bump();
                    break;
                }
                Kind::QuotedText => {
                    let token = self.bump();
                    text.push_str(&self.unescape(token)?);
                }
                Kind::Interpolation | Kind::Directive => {
                    let span = self.token.span();
                    return Err(self.fail_with_help(
                        span,
                        "a block label cannot hold a template",
                        "write `$${` or `%%{` for the characters themselves",
                    ));
                }
                Kind::Eof => return Err(self.unclosed(open)),
                _ => return Err(self.unexpected("the end of the label")),
            }
        }
        Ok(BlockLabel { text: Cow::Owned(text), quoted: true, span: self.since(start) })
    }

    fn refuse_repeated(&mut self, items: &[Item<'s>]) {
        let names = items.iter().filter_map(|item| match item {
            Item::Attribute(attribute) => Some(attribute.name),
            Item::Block(_) => None,
        });
        // Most bodies are so small that comparing all names is quicker than hashing them.
        let mut repeated = Vec::new();
        if items.len() <= 12 {
            for (i, name) in names.clone().enumerate() {
                if names.clone().take(i).any(|before| before.text == name.text) {
                    repeated.push(name);
                }
            }
        } else {
            let mut seen = HashSet::with_capacity(items.len());
            repeated.extend(names.filter(|name| !seen.insert(name.text)));
        }
        for name in repeated.into_iter().take(MAX_PROBLEMS) {
            self.fail(name.span, format!("`{}` was already set in this block", name.text));
        }
    }

    // Expressions

    pub(super) fn expr(&mut self) -> Outcome<Expr<'s>> {
        self.enter()?;
        let condition = self.binary(0)?;
        let expr =
            if self.peek() == Kind::Question { self.conditional(condition)? } else { condition };
        self.leave();
        Ok(expr)
    }

    fn conditional(&mut self, condition: Expr<'s>) -> Outcome<Expr<'s>> {
        self.bump();
        let start = condition.span.start as usize;
        let height = self.height;
        let yes = self.expr()?;
        let height = height.max(self.height);
        self.expect(Kind::Colon, "`:` and the value for when the condition does not hold")?;
        let no = self.expr()?;
        self.grow(height.max(self.height))?;
        let kind = ExprKind::Conditional(Box::new([condition, yes, no]));
        Ok(Expr { kind, span: self.since(start) })
    }

    /// Operators of two operands that bind at least as tightly as `loosest`.
    fn binary(&mut self, loosest: u8) -> Outcome<Expr<'s>> {
        let mut left = self.operand()?;
        while let Some((operator, tightness)) = binary_operator(self.peek()) {
            if tightness < loosest {
                break;
            }
            self.bump();
            let height = self.height;
            let right = self.binary(tightness + 1)?;
            self.grow(height.max(self.height))?;
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::Binary(Box::new(left), operator, Box::new(right)), span };
        }
        Ok(left)
    }

    fn operand(&mut self) -> Outcome<Expr<'s>> {
        let operator = match self.peek() {
            Kind::Minus => UnaryOp::Negate,
            Kind::Bang => UnaryOp::Not,
            _ => {
                let term = self.term()?;
                return self.traversal(term);
            }
        };
        let start = self.bump().start;
        self.enter()?;
        let operand = self.operand()?;
        self.leave();
        self.grow(self.height)?;
        Ok(Expr { kind: ExprKind::Unary(operator, Box::new(operand)), span: self.since(start) })
    }

    #[inline]
    fn term(&mut self) -> Outcome<Expr<'s>> {
        let kind = self.peek();
        let start = self.token.start;
        self.height = 1;
        let kind = match kind {
            Kind::Ident => return self.name_or_call(),
            Kind::OpenQuote => match self.plain_string() {
                Some(text) => ExprKind::String(Cow::Borrowed(text)),
                None => return self.quoted_template(),
            },
            Kind::OpenHeredoc => return self.heredoc(),
            Kind::Number => {
                let token = self.bump();
                let digits = self.slice(token);
                if !is_number(digits) {
                    return Err(self.fail(token.span(), format!("`{digits}` is not a number")));
                }
                ExprKind::Number(digits)
            }
            Kind::OpenParen => {
                let open = self.bump();
                let outer = self.without_newlines();
                let inner = self.expr()?;
                self.close(Kind::CloseParen, open, "`)`")?;
                self.newlines = outer;
                self.grow(self.height)?;
                ExprKind::Paren(Box::new(inner))
            }
            Kind::OpenBracket => return self.tuple(),
            Kind::OpenBrace => return self.object(),
            _ => return Err(self.unexpected("an expression")),
        };
        Ok(Expr { kind, span: self.since(start) })
    }

    /// Makes line endings mean nothing, and returns what they meant before.
    pub(super) fn without_newlines(&mut self) -> bool {
        std::mem::replace(&mut self.newlines, false)
    }

    /// At a quote: takes a whole string that needs no second look, and the token after it.
    #[inline]
    fn plain_string(&mut self) -> Option<&'s str> {
        let (start, end) = self.lexer.plain_string()?;
        self.last_end = end + 1;
        self.token = self.lexer.next_token();
        Some(&self.text[start..end])
    }

    fn name_or_call(&mut self) -> Outcome<Expr<'s>> {
        let token = self.bump();
        if matches!(self.peek(), Kind::OpenParen | Kind::DoubleColon) {
            return self.call(token.start);
        }
        let kind = match self.slice(token) {
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            "null" => ExprKind::Null,
            name => ExprKind::Variable(name),
        };
        Ok(Expr { kind, span: token.span() })
    }

    fn call(&mut self, start: usize) -> Outcome<Expr<'s>> {
        while self.peek() == Kind::DoubleColon {
            self.bump();
            self.ident("a function name after `::`")?;
        }
        let name = Ident { text: &self.text[start..self.last_end], span: self.since(start) };
        let open = self.expect(Kind::OpenParen, "`(` after the function name")?;
        let outer = self.without_newlines();
        let mut args = Vec::new();
        let mut expand = false;
        let mut height = 0;
        while self.peek() != Kind::CloseParen {
            args.push(self.expr()?);
            height = height.max(self.height);
            match self.peek() {
                Kind::Comma => {
                    self.bump();
                }
                Kind::Ellipsis => {
                    self.bump();
                    expand = true;
                    break;
                }
                _ => break,
            }
        }
        self.close(Kind::CloseParen, open, if expand { "`)`" } else { "`,` or `)`" })?;
        self.newlines = outer;
        self.grow(height)?;
        Ok(Expr { kind: ExprKind::Call { name, args, expand }, span: self.since(start) })
    }

    fn tuple(&mut self) -> Outcome<Expr<'s>> {
        let open = self.bump();
        let outer = self.without_newlines();
        let kind = if self.is_word("for") {
            self.for_expr(open, Kind::CloseBracket)?
        } else {
            let mut items = Vec::new();
            let mut height = 0;
            while self.peek() != Kind::CloseBracket {
                items.push(self.expr()?);
                height = height.max(self.height);
                if self.peek() != Kind::Comma {
                    break;
                }
                self.bump();
            }
            self.close(Kind::CloseBracket, open, "`,` or `]`")?;
            self.grow(height)?;
            ExprKind::Tuple(items)
        };
        self.newlines = outer;
        Ok(Expr { kind, span: self.since(open.start) })
    }

    fn object(&mut self) -> Outcome<Expr<'s>> {
        let open = self.bump();
        // Line endings right after the brace mean nothing in either form.
        let outer = self.without_newlines();
        let kind = if self.is_word("for") {
            self.for_expr(open, Kind::CloseBrace)?
        } else {
            self.newlines = true;
            let items = self.object_items(open)?;
            ExprKind::Object(items)
        };
        self.newlines = outer;
        Ok(Expr { kind, span: self.since(open.start) })
    }

    fn object_items(&mut self, open: Token) -> Outcome<Vec<ObjectItem<'s>>> {
        let mut items = Vec::new();
        let mut height = 0;
        loop {
            match self.peek() {
                Kind::Newline => {
                    self.bump();
                    continue;
                }
                Kind::CloseBrace => break,
                Kind::Eof => return Err(self.unclosed(open)),
                _ => {}
            }
            let key = self.expr()?;
            height = height.max(self.height);
            let key = self.object_key(key);
            match self.peek() {
                Kind::Assign | Kind::Colon => self.bump(),
                _ => return Err(self.unexpected("`=` and a value after the key")),
            };
            let value = self.expr()?;
            height = height.max(self.height);
            items.push(ObjectItem { key, value });
            match self.peek() {
                Kind::CloseBrace => break,
                Kind::Comma | Kind::Newline => self.bump(),
                Kind::Eof => return Err(self.unclosed(open)),
                _ => return Err(self.unexpected("a comma or the end of the line")),
            };
        }
        self.bump();
        self.grow(height)?;
        Ok(items)
    }

    /// A bare word is a name, the words `true`, `false` and `null` among them.
    fn object_key(&self, key: Expr<'s>) -> ObjectKey<'s> {
        match key.kind {
            ExprKind::Variable(_) | ExprKind::Null | ExprKind::Bool(_) => {
                ObjectKey::Name(Ident { text: &self.text[key.span.range()], span: key.span })
            }
            _ => ObjectKey::Expr(key),
        }
    }

    fn for_expr(&mut self, open: Token, close: Kind) -> Outcome<ExprKind<'s>> {
        self.bump();
        let (key_var, value_var) = self.for_variables()?;
        let collection = self.expr()?;
        let mut height = self.height;
        self.expect(Kind::Colon, "`:` after what `for` walks over")?;
        let mut value = self.expr()?;
        height = height.max(self.height);
        let mut key = None;
        if self.peek() == Kind::FatArrow {
            if close == Kind::CloseBracket {
                return Err(self.unexpected("no key, because `[for …]` makes a list"));
            }
            self.bump();
            key = Some(std::mem::replace(&mut value, self.expr()?));
            height = height.max(self.height);
        } else if close == Kind::CloseBrace {
            return Err(self.unexpected("`=>` and a value, because `{for …}` makes an object"));
        }
        let mut group = false;
        if self.peek() == Kind::Ellipsis {
            if close == Kind::CloseBracket {
                return Err(self.unexpected("no `...`, because `[for …]` does not group"));
            }
            self.bump();
            group = true;
        }
        let mut condition = None;
        if self.is_word("if") {
            self.bump();
            condition = Some(self.expr()?);
            height = height.max(self.height);
        }
        self.close(close, open, "`if` or the end of the `for` expression")?;
        self.grow(height)?;
        Ok(ExprKind::For(Box::new(ForExpr {
            key_var,
            value_var,
            collection,
            key,
            value,
            group,
            condition,
        })))
    }

    /// `k, v in`
    pub(super) fn for_variables(&mut self) -> Outcome<(Option<Ident<'s>>, Ident<'s>)> {
        let first = self.ident("a name after `for`")?;
        let variables = if self.peek() == Kind::Comma {
            self.bump();
            (Some(first), self.ident("a second name after the comma")?)
        } else {
            (None, first)
        };
        if !self.is_word("in") {
            return Err(self.unexpected("`in`"));
        }
        self.bump();
        Ok(variables)
    }

    // Traversals

    /// Everything that may follow a term: `.name`, `.0`, `.*`, `[key]`, `[*]`.
    fn traversal(&mut self, mut base: Expr<'s>) -> Outcome<Expr<'s>> {
        // The splat that steps are being added to, and whether it was written `[*]`.
        let mut splat: Option<(bool, Vec<SplatStep<'s>>)> = None;
        loop {
            match self.peek() {
                Kind::Dot => {
                    self.bump();
                    match self.peek() {
                        Kind::Ident => {
                            let token = self.bump();
                            let name = Ident { text: self.slice(token), span: token.span() };
                            match &mut splat {
                                Some((_, steps)) => steps.push(SplatStep::GetAttr(name)),
                                None => {
                                    self.grow(self.height)?;
                                    let span = self.since(base.span.start as usize);
                                    let kind = ExprKind::GetAttr(Box::new(base), name);
                                    base = Expr { kind, span };
                                }
                            }
                        }
                        Kind::Number => {
                            let key = self.legacy_index()?;
                            base = self.index(base, key, &mut splat)?;
                        }
                        Kind::Star => {
                            if matches!(splat, Some((false, _))) {
                                return Err(self.unexpected("a name: `.*` cannot follow `.*`"));
                            }
                            self.bump();
                            base = self.end_splat(base, &mut splat)?;
                            splat = Some((false, Vec::new()));
                        }
                        _ => return Err(self.unexpected("a name after `.`")),
                    }
                }
                Kind::OpenBracket => {
                    let open = self.bump();
                    if self.peek() == Kind::Star {
                        base = self.end_splat_before(base, &mut splat, open.start)?;
                        self.bump();
                        self.close(Kind::CloseBracket, open, "`]` right after `*`")?;
                        splat = Some((true, Vec::new()));
                        continue;
                    }
                    if matches!(splat, Some((false, _))) {
                        base = self.end_splat_before(base, &mut splat, open.start)?;
                    }
                    let height = self.height;
                    let outer = self.without_newlines();
                    let key = self.expr()?;
                    self.close(Kind::CloseBracket, open, "`]`")?;
                    self.newlines = outer;
                    self.height = self.height.max(height);
                    base = self.index(base, key, &mut splat)?;
                }
                _ => return self.end_splat(base, &mut splat),
            }
        }
    }

    fn legacy_index(&mut self) -> Outcome<Expr<'s>> {
        let token = self.bump();
        let digits = self.slice(token);
        if digits.contains('.') || !is_number(digits) {
            return Err(self.fail_with_help(
                token.span(),
                "two indexes cannot follow each other with dots",
                "write `[0][1]` in place of `.0.1`",
            ));
        }
        Ok(Expr { kind: ExprKind::Number(digits), span: token.span() })
    }

    fn index(
        &mut self,
        base: Expr<'s>,
        key: Expr<'s>,
        splat: &mut Option<(bool, Vec<SplatStep<'s>>)>,
    ) -> Outcome<Expr<'s>> {
        if let Some((_, steps)) = splat {
            steps.push(SplatStep::Index(key));
            return Ok(base);
        }
        self.grow(self.height)?;
        let span = self.since(base.span.start as usize);
        Ok(Expr { kind: ExprKind::Index(Box::new(base), Box::new(key)), span })
    }

    fn end_splat(
        &mut self,
        base: Expr<'s>,
        splat: &mut Option<(bool, Vec<SplatStep<'s>>)>,
    ) -> Outcome<Expr<'s>> {
        let end = self.last_end;
        self.end_splat_before(base, splat, end)
    }

    /// Puts the splat that was being read, if any, on top of `base`.
    fn end_splat_before(
        &mut self,
        base: Expr<'s>,
        splat: &mut Option<(bool, Vec<SplatStep<'s>>)>,
        end: usize,
    ) -> Outcome<Expr<'s>> {
        let Some((full, each)) = splat.take() else { return Ok(base) };
        self.grow(self.height)?;
        let span = span(base.span.start as usize, end);
        Ok(Expr { kind: ExprKind::Splat { base: Box::new(base), full, each }, span })
    }
}

impl Token {
    pub(super) fn span(self) -> Span {
        span(self.start, self.end)
    }
}

/// Offsets fit, because [`MAX_BYTES`] does.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "texts are smaller than 4 GiB")]
fn span(start: usize, end: usize) -> Span {
    Span { start: start as u32, end: end as u32 }
}

#[inline]
fn binary_operator(kind: Kind) -> Option<(BinaryOp, u8)> {
    Some(match kind {
        Kind::Or => (BinaryOp::Or, 0),
        Kind::And => (BinaryOp::And, 1),
        Kind::Equal => (BinaryOp::Equal, 2),
        Kind::NotEqual => (BinaryOp::NotEqual, 2),
        Kind::Less => (BinaryOp::Less, 3),
        Kind::LessEqual => (BinaryOp::LessEqual, 3),
        Kind::Greater => (BinaryOp::Greater, 3),
        Kind::GreaterEqual => (BinaryOp::GreaterEqual, 3),
        Kind::Plus => (BinaryOp::Add, 4),
        Kind::Minus => (BinaryOp::Subtract, 4),
        Kind::Star => (BinaryOp::Multiply, 5),
        Kind::Slash => (BinaryOp::Divide, 5),
        Kind::Percent => (BinaryOp::Modulo, 5),
        _ => return None,
    })
}

/// Whether the token is one number and not, say, an address: the lexer takes `10.0.0.1` whole.
fn is_number(token: &str) -> bool {
    let (mantissa, exponent) = match token.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (token, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole) && digits(fraction) && exponent.is_none_or(|e| e.parse::<i32>().is_ok())
}

/// The first line of a token, cut where it is long.
fn excerpt(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or("");
    let mut chars = line.chars();
    let short: String = chars.by_ref().take(24).collect();
    if chars.next().is_some() { format!("{short}…") } else { short }
}
