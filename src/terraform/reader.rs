//! What the nouns share while they are read: findings, and the plain arguments that most have.

use super::layers::{At, Layers};
use super::literal::literal;
use super::{
    Argument, Condition, Constraint, ConstraintError, Expression, Named, NestedBlock, Place,
    TypeConstraint, TypeProblem, findings,
};
use crate::diag::{Finding, SourceId, SourceMap, Span, nearest};
use crate::hcl;
use crate::hcl::syntax::{Attribute, Block, Expr};
use crate::terraform::Type;

/// Reads trees into the model and gathers what is wrong.
pub(super) struct Reader<'t> {
    pub(super) sources: &'t SourceMap,
    /// The texts in JSON form.
    pub(super) json: Vec<SourceId>,
    pub(super) findings: Vec<Finding>,
}

impl<'t> Reader<'t> {
    /// The source text of a node.
    pub(super) fn text_of(&self, source: SourceId, span: Span) -> &'t str {
        &self.sources.get(source).text[span.range()]
    }

    /// The source text of an expression as native HCL: in the JSON form, what stands in `"${…}"`.
    fn native_text(&self, place: Place) -> String {
        let text = self.text_of(place.source, place.span);
        let inner = || {
            let template: String = serde_json::from_str(text).ok()?;
            let inner = template.strip_prefix("${")?.strip_suffix('}')?;
            hcl::parse_expr(inner).is_ok().then(|| inner.to_owned())
        };
        let json = self.json.contains(&place.source);
        json.then(inner).flatten().unwrap_or_else(|| text.to_owned())
    }

    pub(super) fn report(&mut self, finding: Finding, place: Place, label: impl Into<String>) {
        self.findings.push(finding.at(place.source, place.span, label));
    }

    /// The label that names a declaration, when it is a name.
    pub(super) fn name(&mut self, block: &Layers<'t>, index: usize) -> Option<(String, Place)> {
        let (name, place) = block.label(index)?;
        if is_identifier(name) {
            return Some((name.to_owned(), place));
        }
        let kind = block.base().node.kind.text;
        let message = format!("`{name}` cannot name a {kind}");
        let finding = Finding::error(findings::BLOCK, message)
            .help("a name starts with a letter or `_`; letters, digits, `_` and `-` may follow");
        self.report(finding, place, "");
        None
    }

    pub(super) fn expression(&self, source: SourceId, expr: &Expr<'t>) -> Expression {
        Expression { place: Place::new(source, expr.span), literal: literal(expr) }
    }

    pub(super) fn argument(&self, at: At<'t, Attribute<'t>>) -> Argument {
        let At { source, node } = at;
        Argument {
            name: node.name.text.to_owned(),
            name_place: Place::new(source, node.name.span),
            place: Place::new(source, node.span),
            value: self.expression(source, &node.value),
        }
    }

    pub(super) fn argument_of(&self, block: &Layers<'t>, name: &str) -> Option<Argument> {
        block.attribute(name).map(|at| self.argument(at))
    }

    pub(super) fn expression_of(&self, block: &Layers<'t>, name: &str) -> Option<Expression> {
        block.attribute(name).map(|at| self.expression(at.source, &at.node.value))
    }

    /// All arguments of a block but those named.
    pub(super) fn arguments(&self, block: &Layers<'t>, but: &[&str]) -> Named<Argument> {
        block
            .attributes()
            .into_iter()
            .filter(|at| !but.contains(&at.node.name.text))
            .map(|at| (at.node.name.text.to_owned(), self.argument(at)))
            .collect()
    }

    /// All nested blocks but those of the kinds named.
    pub(super) fn nested_blocks(&self, block: &Layers<'t>, but: &[&str]) -> Vec<NestedBlock> {
        block
            .blocks()
            .into_iter()
            .filter(|at| !but.contains(&at.node.kind.text))
            .map(|at| self.nested_block(at))
            .collect()
    }

    pub(super) fn nested_block(&self, at: At<'t, Block<'t>>) -> NestedBlock {
        let At { source, node } = at;
        let block = Layers::new(at);
        NestedBlock {
            kind: node.kind.text.to_owned(),
            labels: node.labels.iter().map(|label| label.text.to_string()).collect(),
            place: Place::new(source, node.span),
            kind_place: Place::new(source, node.kind.span),
            arguments: self.arguments(&block, &[]),
            blocks: self.nested_blocks(&block, &[]),
        }
    }

    /// A constant string; anything else is a finding.
    pub(super) fn string_of(&mut self, block: &Layers<'t>, name: &str) -> Option<String> {
        let at = block.attribute(name)?;
        let expression = self.expression(at.source, &at.node.value);
        let text = expression.as_str().map(str::to_owned);
        if text.is_none() && expression.literal != Some(hcl_rs::Value::Null) {
            let finding =
                Finding::error(findings::BLOCK, format!("`{name}` must be a plain string"))
                    .help("Terraform reads it before there are values: no variables, no functions");
            self.report(finding, expression.place, "");
        }
        text
    }

    /// A constant `true` or `false`; anything else is a finding.
    pub(super) fn flag_of(&mut self, block: &Layers<'t>, name: &str) -> Option<bool> {
        let at = block.attribute(name)?;
        let expression = self.expression(at.source, &at.node.value);
        let value = match &expression.literal {
            Some(hcl_rs::Value::Bool(value)) => Some(*value),
            Some(hcl_rs::Value::String(text)) => text.parse().ok(),
            _ => None,
        };
        if value.is_none() {
            let message = format!("`{name}` must be `true` or `false`");
            self.report(Finding::error(findings::BLOCK, message), expression.place, "");
        }
        value
    }

    /// A type constraint; what is wrong in it is a finding and reads as no type.
    pub(super) fn type_of(
        &mut self,
        block: &Layers<'t>,
        name: &str,
    ) -> Option<(TypeConstraint, Option<Type>)> {
        let at = block.attribute(name)?;
        let place = Place::new(at.source, at.node.value.span);
        let (text, read) = match at.node.value.as_str() {
            // The JSON form has every type in quotes.
            Some(text) if self.json.contains(&at.source) => {
                let placed = |problem: TypeProblem| {
                    let span = self.inside(place, text, problem.span).span;
                    TypeProblem { span, ..problem }
                };
                let read = text.parse().map_err(|problems: Vec<TypeProblem>| {
                    problems.into_iter().map(placed).collect::<Vec<_>>()
                });
                (text.to_owned(), read)
            }
            _ => {
                let text = self.text_of(place.source, place.span);
                (text.to_owned(), Type::from_expr(&at.node.value))
            }
        };
        let ty = match read {
            Ok(ty) => Some(ty),
            Err(problems) => {
                for problem in problems {
                    let finding = Finding::error(findings::TYPE, problem.message);
                    let finding = match problem.nearest {
                        Some(nearest) => finding.help(format!("did you mean `{nearest}`?")),
                        None => finding,
                    };
                    self.report(finding, Place::new(at.source, problem.span), "");
                }
                None
            }
        };
        Some((TypeConstraint { text, place }, ty))
    }

    /// A version constraint; what is wrong in it is a finding and reads as none.
    pub(super) fn constraint(&mut self, expression: &Expression) -> Option<Constraint> {
        let text = expression.as_str()?;
        match text.parse() {
            Ok(constraint) => Some(constraint),
            Err(error) => {
                let error: ConstraintError = error;
                let place = self.inside(expression.place, text, error.span);
                let finding = Finding::error(
                    findings::VERSION,
                    format!("`{text}` is no version constraint: {error}"),
                );
                self.report(finding, place, "");
                None
            }
        }
    }

    /// Where a part of a string stands in the source, when it is written there as it reads.
    fn inside(&self, place: Place, text: &str, part: Span) -> Place {
        let written = self.text_of(place.source, place.span);
        if written.len() != text.len() + 2 || &written[1..written.len() - 1] != text {
            return place;
        }
        let start = place.span.range().start + 1;
        let range = part.range();
        // An empty place has nothing to underline: the quote after it stands in.
        let end = range.end.max(range.start + 1);
        Place::new(place.source, Span::new(start + range.start, start + end))
    }

    /// Reads `validation`, `precondition`, `postcondition` and `assert` blocks.
    pub(super) fn conditions(&mut self, block: &Layers<'t>, kind: &str) -> Vec<Condition> {
        let blocks = block.blocks_of(kind);
        blocks.into_iter().map(|at| self.condition(Layers::new(at))).collect()
    }

    fn condition(&mut self, block: Layers<'t>) -> Condition {
        self.known(&block, &["condition", "error_message"], &[]);
        let condition = self.expression_of(&block, "condition");
        if condition.is_none() {
            self.missing(&block, "condition");
        }
        Condition {
            place: block.place(),
            condition_text: condition
                .as_ref()
                .map(|e| self.native_text(e.place))
                .unwrap_or_default(),
            condition,
            error_message: self.expression_of(&block, "error_message"),
        }
    }

    /// Reports a second declaration of what is there already.
    pub(super) fn duplicate(&mut self, what: &str, place: Place, first: Place) {
        let finding = Finding::error(findings::DUPLICATE, format!("{what} is declared twice"))
            .at(place.source, place.span, "again here")
            .at(first.source, first.span, "first here");
        self.findings.push(finding);
    }

    /// Reports that a block lacks an argument it must have.
    pub(super) fn missing(&mut self, block: &Layers<'t>, name: &str) {
        let base = block.base();
        let message = format!("the {} block has no `{name}`", base.node.kind.text);
        let place = Place::new(base.source, base.node.kind.span);
        self.report(Finding::error(findings::BLOCK, message), place, "");
    }

    /// Reports `count` and `for_each` in one block.
    pub(super) fn check_repetition(&mut self, block: &Layers<'t>) {
        if let (Some(count), Some(each)) = (block.attribute("count"), block.attribute("for_each")) {
            let message = "`count` and `for_each` cannot both be set";
            let finding = Finding::error(findings::BLOCK, message).at(
                count.source,
                count.node.span,
                "also set here",
            );
            let mut finding = finding.at(each.source, each.node.span, "");
            finding.labels.reverse();
            self.findings.push(finding);
        }
    }

    /// Reports what a block holds beyond the arguments and blocks that are known.
    ///
    /// A warning, because a later Terraform may know more.
    pub(super) fn known(&mut self, block: &Layers<'t>, arguments: &[&str], blocks: &[&str]) {
        let kind = block.base().node.kind.text;
        let unknown = |name: &str, what: &str, known: &[&str]| {
            let message = format!("a {kind} block has no {what} `{name}`");
            let finding = Finding::warning(findings::UNKNOWN_ARGUMENT, message);
            match nearest(name, known.iter().copied()) {
                Some(nearest) => finding.help(format!("did you mean `{nearest}`?")),
                None => finding,
            }
        };
        for at in block.attributes() {
            let name = at.node.name;
            if !arguments.contains(&name.text) {
                let finding = unknown(name.text, "argument", arguments);
                self.report(finding, Place::new(at.source, name.span), "");
            }
        }
        for at in block.blocks() {
            let name = at.node.kind;
            if !blocks.contains(&name.text) {
                let finding = unknown(name.text, "block", blocks);
                self.report(finding, Place::new(at.source, name.span), "");
            }
        }
    }

    /// The address an expression spells, such as `aws.peer` or `module.a["x"].aws_vpc.this`.
    pub(super) fn address(&self, source: SourceId, expr: &Expr<'t>) -> Option<String> {
        super::reference::address_text(expr, |span| self.text_of(source, span))
    }
}

/// Whether a text is a name as HCL has them, letters of any script included.
pub(super) fn is_identifier(text: &str) -> bool {
    matches!(
        hcl::parse_expr(text).map(|expr| expr.kind),
        Ok(hcl::syntax::ExprKind::Variable(name)) if name == text
    ) || matches!(text, "true" | "false" | "null")
}
