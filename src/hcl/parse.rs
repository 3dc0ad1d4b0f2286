//! HCL text to a syntax tree, by recursive descent over the tokens.
//!
//! Accepts exactly what HashiCorp's parser accepts, and knows no schema: whether a block or an
//! attribute means anything is for others to say. Never fails: what is wrong becomes a
//! [`Problem`], and reading goes on at the next identifier in the first column.

use std::borrow::Cow;
use std::collections::HashSet;

use super::lex::{Kind, Lexer, Token};
use super::problem::Problem;
use super::syntax::{Attribute, Block, BlockLabel, Body, Comment, Expr, File, Ident, Item};
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

    pub(super) fn is_word(&mut self, word: &str) -> bool {
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
}

impl Token {
    pub(super) fn span(self) -> Span {
        span(self.start, self.end)
    }
}

/// Offsets fit, because [`MAX_BYTES`] does.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "texts are smaller than 4 GiB")]
pub(super) fn span(start: usize, end: usize) -> Span {
    Span { start: start as u32, end: end as u32 }
}

/// The first line of a token, cut where it is long.
fn excerpt(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or("");
    let mut chars = line.chars();
    let short: String = chars.by_ref().take(24).collect();
    if chars.next().is_some() { format!("{short}…") } else { short }
}
