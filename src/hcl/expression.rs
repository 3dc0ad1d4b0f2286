//! Expressions: operators, terms, calls, collections, `for`.

use std::borrow::Cow;

use super::lex::{Kind, Token};
use super::parse::{Outcome, Parser};
use super::syntax::{BinaryOp, Expr, ExprKind, ForExpr, Ident, ObjectItem, ObjectKey, UnaryOp};

impl<'s> Parser<'s> {
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
    pub(super) fn plain_string(&mut self) -> Option<&'s str> {
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
pub(super) fn is_number(token: &str) -> bool {
    let (mantissa, exponent) = match token.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (token, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole) && digits(fraction) && exponent.is_none_or(|e| e.parse::<i32>().is_ok())
}
