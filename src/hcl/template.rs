//! Quoted strings and heredocs: escapes, `${ }`, `%{ }`, `~`, and the dedent of `<<-`.
//!
//! HashiCorp trims and dedents the pieces of text one by one, a line at most, before it joins
//! them. What `~` takes away and what `<<-` counts depend on those pieces, so they are kept here.

use std::borrow::Cow;

use super::lex::{Kind, Token};
use super::parse::{Outcome, Parser};
use super::syntax::{Expr, ExprKind, Ident, TemplatePart};

/// A template before its directives are matched up.
enum Piece<'s> {
    Text(Cow<'s, str>),
    /// The expression and its height.
    Interpolation(Expr<'s>, u32),
    If(Token, Expr<'s>, u32),
    Else(Token),
    EndIf(Token),
    For(Token, Box<Loop<'s>>, u32),
    EndFor(Token),
}

struct Loop<'s> {
    key_var: Option<Ident<'s>>,
    value_var: Ident<'s>,
    collection: Expr<'s>,
}

/// What a run of pieces ended with.
enum Ending {
    End,
    Else(Token),
    EndIf(Token),
    EndFor(Token),
}

impl<'s> Parser<'s> {
    /// A quoted template that [`super::lex::Lexer::plain_string`] would not take.
    pub(super) fn quoted_template(&mut self) -> Outcome<Expr<'s>> {
        self.template(Kind::CloseQuote, false)
    }

    /// A heredoc.
    pub(super) fn heredoc(&mut self) -> Outcome<Expr<'s>> {
        let flush = self.slice(self.token).starts_with("<<-");
        self.template(Kind::CloseHeredoc, flush)
    }

    /// A text that is a template to its end.
    pub(super) fn whole_template(&mut self, start: usize) -> Outcome<Expr<'s>> {
        self.enter()?;
        let pieces = self.pieces(Kind::Eof, None)?;
        self.leave();
        let kind = self.assemble(pieces)?;
        Ok(Expr { kind, span: self.since(start) })
    }

    fn template(&mut self, close: Kind, flush: bool) -> Outcome<Expr<'s>> {
        let open = self.bump();
        self.enter()?;
        let mut pieces = self.pieces(close, Some(open))?;
        self.leave();
        if flush {
            dedent(&mut pieces);
        }
        // The blanks after a marker are part of its token, as `terraform fmt` keeps them.
        self.last_end = open.start + self.text[open.start..self.last_end].trim_end().len();
        let kind = self.assemble(pieces)?;
        Ok(Expr { kind, span: self.since(open.start) })
    }

    fn pieces(&mut self, close: Kind, open: Option<Token>) -> Outcome<Vec<Piece<'s>>> {
        let mut pieces = Vec::new();
        let mut trim_next = false;
        loop {
            let kind = self.peek();
            let trim = std::mem::take(&mut trim_next);
            match kind {
                Kind::QuotedText | Kind::HeredocText => {
                    let token = self.bump();
                    let mut text = self.unescape(token)?;
                    if trim {
                        trim_start(&mut text);
                    }
                    pieces.push(Piece::Text(text));
                }
                Kind::Interpolation | Kind::Directive => {
                    let token = self.bump();
                    if token.end - token.start == 3
                        && let Some(Piece::Text(text)) = pieces.last_mut()
                    {
                        trim_end(text);
                    }
                    let outer = self.without_newlines();
                    let piece = if kind == Kind::Interpolation {
                        let expr = self.expr()?;
                        Piece::Interpolation(expr, self.height)
                    } else {
                        self.directive(token)?
                    };
                    let end = self.close(Kind::SequenceEnd, token, "`}`")?;
                    self.newlines = outer;
                    trim_next = end.end - end.start == 2;
                    pieces.push(piece);
                }
                _ if kind == close => {
                    self.bump();
                    return Ok(pieces);
                }
                Kind::Eof => {
                    return Err(match open {
                        Some(open) => self.unclosed(open),
                        None => self.unexpected("the end of the template"),
                    });
                }
                _ => return Err(self.unexpected("the end of the string")),
            }
        }
    }

    /// What stands between `%{` and `}`.
    fn directive(&mut self, open: Token) -> Outcome<Piece<'s>> {
        const KEYWORDS: &str = "`if`, `else`, `endif`, `for` or `endfor`";
        if self.peek() != Kind::Ident {
            return Err(self.unexpected(KEYWORDS));
        }
        let piece = match self.slice(self.token) {
            "if" => {
                self.bump();
                let condition = self.expr()?;
                Piece::If(open, condition, self.height)
            }
            "for" => {
                self.bump();
                let (key_var, value_var) = self.for_variables()?;
                let collection = self.expr()?;
                Piece::For(open, Box::new(Loop { key_var, value_var, collection }), self.height)
            }
            "else" => {
                self.bump();
                Piece::Else(open)
            }
            "endif" => {
                self.bump();
                Piece::EndIf(open)
            }
            "endfor" => {
                self.bump();
                Piece::EndFor(open)
            }
            _ => return Err(self.unexpected(KEYWORDS)),
        };
        Ok(piece)
    }

    fn assemble(&mut self, pieces: Vec<Piece<'s>>) -> Outcome<ExprKind<'s>> {
        self.height = 1;
        if pieces.iter().all(|piece| matches!(piece, Piece::Text(_))) {
            let texts = pieces.into_iter().filter_map(|piece| match piece {
                Piece::Text(text) => Some(text),
                _ => None,
            });
            return Ok(ExprKind::String(self.join(texts)));
        }
        let mut pieces = pieces.into_iter();
        let (parts, ending) = self.parts(&mut pieces)?;
        match ending {
            Ending::End => Ok(ExprKind::Template(parts)),
            Ending::Else(token) | Ending::EndIf(token) | Ending::EndFor(token) => {
                Err(self.fail(token.span(), "this directive ends nothing"))
            }
        }
    }

    /// The pieces up to a directive that ends what they are in; the height is left in `height`.
    fn parts(
        &mut self,
        pieces: &mut std::vec::IntoIter<Piece<'s>>,
    ) -> Outcome<(Vec<TemplatePart<'s>>, Ending)> {
        self.enter()?;
        let mut parts: Vec<TemplatePart<'s>> = Vec::new();
        let mut height = 0;
        let ending = loop {
            let part = match pieces.next() {
                None => break Ending::End,
                Some(Piece::Else(token)) => break Ending::Else(token),
                Some(Piece::EndIf(token)) => break Ending::EndIf(token),
                Some(Piece::EndFor(token)) => break Ending::EndFor(token),
                Some(Piece::Text(text)) => {
                    match parts.last_mut() {
                        Some(TemplatePart::Literal(before)) => {
                            let joined = self.join([std::mem::take(before), text].into_iter());
                            *before = joined;
                        }
                        _ => parts.push(TemplatePart::Literal(text)),
                    }
                    continue;
                }
                Some(Piece::Interpolation(expr, below)) => {
                    height = height.max(below);
                    TemplatePart::Interpolation(expr)
                }
                Some(Piece::If(open, condition, below)) => {
                    height = height.max(below);
                    self.if_part(open, condition, pieces, &mut height)?
                }
                Some(Piece::For(open, head, below)) => {
                    let (body, ending) = self.parts(pieces)?;
                    height = height.max(below).max(self.height);
                    if !matches!(ending, Ending::EndFor(_)) {
                        return Err(self.fail(open.span(), "this `for` has no `endfor`"));
                    }
                    let Loop { key_var, value_var, collection } = *head;
                    TemplatePart::For { key_var, value_var, collection, body }
                }
            };
            parts.push(part);
        };
        self.leave();
        self.grow(height)?;
        Ok((parts, ending))
    }

    fn if_part(
        &mut self,
        open: Token,
        condition: Expr<'s>,
        pieces: &mut std::vec::IntoIter<Piece<'s>>,
        height: &mut u32,
    ) -> Outcome<TemplatePart<'s>> {
        let (yes, mut ending) = self.parts(pieces)?;
        *height = self.height.max(*height);
        let mut no = Vec::new();
        if let Ending::Else(_) = ending {
            (no, ending) = self.parts(pieces)?;
            *height = self.height.max(*height);
        }
        match ending {
            Ending::EndIf(_) => Ok(TemplatePart::If { condition, yes, no }),
            _ => Err(self.fail(open.span(), "this `if` has no `endif`")),
        }
    }

    /// The texts as one; borrowed where they follow each other in the source.
    fn join(&self, texts: impl Iterator<Item = Cow<'s, str>>) -> Cow<'s, str> {
        let mut joined = Cow::Borrowed("");
        for text in texts {
            if joined.is_empty() {
                joined = text;
            } else if let Some(both) = self.adjacent(&joined, &text) {
                joined = Cow::Borrowed(both);
            } else {
                joined.to_mut().push_str(&text);
            }
        }
        joined
    }

    fn adjacent(&self, left: &Cow<'s, str>, right: &Cow<'s, str>) -> Option<&'s str> {
        let (Cow::Borrowed(left), Cow::Borrowed(right)) = (left, right) else { return None };
        let offset = |text: &str| (text.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize);
        let (start, middle) = (offset(left)?, offset(right)?);
        let both = self.text.get(start..middle + right.len())?;
        (start + left.len() == middle).then_some(both)
    }

    /// The text of a token with escapes undone: all of them in quotes, `$${` and `%%{` in heredocs.
    pub(super) fn unescape(&mut self, token: Token) -> Outcome<Cow<'s, str>> {
        let raw = self.slice(token);
        let quoted = token.kind == Kind::QuotedText;
        let is_escape = |b: u8| b == b'$' || b == b'%' || (quoted && b == b'\\');
        if !raw.bytes().any(is_escape) {
            return Ok(Cow::Borrowed(raw));
        }
        let mut text = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some(at) = rest.bytes().position(is_escape) {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let used = if rest.starts_with("$${") || rest.starts_with("%%{") {
                text.push_str(&rest[1..3]);
                3
            } else if rest.starts_with('\\') {
                let start = token.end - rest.len();
                self.undo_backslash(rest, start, &mut text)?
            } else {
                text.push_str(&rest[..1]);
                1
            };
            rest = &rest[used..];
        }
        text.push_str(rest);
        Ok(if text == raw { Cow::Borrowed(raw) } else { Cow::Owned(text) })
    }

    /// Adds to `text` what the backslash sequence at the front of `rest` stands for, and returns
    /// its length.
    fn undo_backslash(&mut self, rest: &str, start: usize, text: &mut String) -> Outcome<usize> {
        let selector = rest[1..].chars().next().unwrap_or('\\');
        let digits = match selector {
            'n' | 'r' | 't' | '"' | '\\' => {
                text.push(match selector {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    same => same,
                });
                return Ok(2);
            }
            'u' => 4,
            'U' => 8,
            _ => {
                let span =
                    Token { kind: Kind::Invalid, start, end: start + 1 + selector.len_utf8() };
                return Err(self.fail_with_help(
                    span.span(),
                    &format!("`\\{selector}` is not an escape sequence"),
                    "write `\\\\` for a backslash",
                ));
            }
        };
        let hex = rest[2..].bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
        let value = u32::from_str_radix(&rest[2..2 + hex], 16).ok().and_then(char::from_u32);
        match value {
            Some(c) if hex == digits => text.push(c),
            _ => {
                let token = Token { kind: Kind::Invalid, start, end: start + 2 + hex };
                let message =
                    format!("`\\{selector}` takes {digits} hexadecimal digits of a character");
                return Err(self.fail(token.span(), message));
            }
        }
        Ok(2 + digits)
    }
}

fn trim_start(text: &mut Cow<'_, str>) {
    match text {
        Cow::Borrowed(text) => *text = text.trim_start(),
        Cow::Owned(text) => *text = text.trim_start().to_owned(),
    }
}

fn trim_end(text: &mut Cow<'_, str>) {
    match text {
        Cow::Borrowed(text) => *text = text.trim_end(),
        Cow::Owned(text) => text.truncate(text.trim_end().len()),
    }
}

/// Takes from each line the blanks that all lines start with.
///
/// Lines of nothing but blanks neither count nor change; a line that starts with `${` has none.
fn dedent(pieces: &mut [Piece<'_>]) {
    let mut fewest = usize::MAX;
    let mut lines = Vec::new();
    let mut at_line_start = true;
    for (i, piece) in pieces.iter().enumerate() {
        if std::mem::take(&mut at_line_start) {
            match piece {
                Piece::Text(text) => {
                    let rest = text.trim_start();
                    if !(rest.is_empty() && text.ends_with('\n')) {
                        let blanks = &text[..text.len() - rest.len()];
                        fewest = fewest.min(blanks.chars().count());
                        lines.push(i);
                    }
                }
                _ => fewest = 0,
            }
        }
        at_line_start = matches!(piece, Piece::Text(text) if text.ends_with('\n'));
    }
    for i in lines {
        if let Piece::Text(text) = &mut pieces[i] {
            let cut = text.char_indices().nth(fewest).map_or(text.len(), |(at, _)| at);
            match text {
                Cow::Borrowed(text) => *text = &text[cut..],
                Cow::Owned(text) => drop(text.drain(..cut)),
            }
        }
    }
}
