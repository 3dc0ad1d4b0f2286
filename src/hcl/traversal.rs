//! What may follow a term: `.name`, `.0`, `.*`, `[key]`, `[*]`.

use super::expression::is_number;
use super::lex::Kind;
use super::parse::{Outcome, Parser, span};
use super::syntax::{Expr, ExprKind, Ident, SplatStep};

/// The splat that steps are being added to, and whether it was written `[*]`.
type Splat<'s> = Option<(bool, Vec<SplatStep<'s>>)>;

impl<'s> Parser<'s> {
    /// Everything that may follow a term: `.name`, `.0`, `.*`, `[key]`, `[*]`.
    pub(super) fn traversal(&mut self, mut base: Expr<'s>) -> Outcome<Expr<'s>> {
        let mut splat: Splat<'s> = None;
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

    fn index(&mut self, base: Expr<'s>, key: Expr<'s>, splat: &mut Splat<'s>) -> Outcome<Expr<'s>> {
        if let Some((_, steps)) = splat {
            steps.push(SplatStep::Index(key));
            return Ok(base);
        }
        self.grow(self.height)?;
        let span = self.since(base.span.start as usize);
        Ok(Expr { kind: ExprKind::Index(Box::new(base), Box::new(key)), span })
    }

    fn end_splat(&mut self, base: Expr<'s>, splat: &mut Splat<'s>) -> Outcome<Expr<'s>> {
        let end = self.last_end;
        self.end_splat_before(base, splat, end)
    }

    /// Puts the splat that was being read, if any, on top of `base`.
    fn end_splat_before(
        &mut self,
        base: Expr<'s>,
        splat: &mut Splat<'s>,
        end: usize,
    ) -> Outcome<Expr<'s>> {
        let Some((full, each)) = splat.take() else { return Ok(base) };
        self.grow(self.height)?;
        let span = span(base.span.start as usize, end);
        Ok(Expr { kind: ExprKind::Splat { base: Box::new(base), full, each }, span })
    }
}
