//! What holds for any input: shared by the fuzz targets and the property tests.

#![allow(dead_code, reason = "each user takes one of the checks")]

use pavestone::diag::Span;
use pavestone::hcl::json::Source;
use pavestone::hcl::syntax::{
    Body, Expr, ExprKind, Ident, Item, ObjectKey, SplatStep, TemplatePart,
};
use pavestone::hcl::{self, Problem};
use pavestone::release::{Class, Package, SUPPORTED_TERRAFORM, Tree, Verdict, judge as judged};
use pavestone::terraform::Type;
use pavestone::terraform::eval::{self, Reference, Scope, Value};

/// Reads bytes in every way there is; the spans of what comes of it are places in the text.
pub(crate) fn parse(bytes: &[u8]) {
    let decoded = hcl::decode(bytes);
    let text = &*decoded.text;
    assert_eq!(text.len(), bytes.len());
    let parsed = decoded.parse();
    check_problems(text, &parsed.problems);
    let mut last = 0;
    for comment in &parsed.file.comments {
        let found = slice(text, comment.span);
        assert!(found.starts_with(['#', '/']) && comment.span.start >= last);
        last = comment.span.end;
    }
    check_body(text, &parsed.file.body);
    match hcl::parse_expr(text) {
        Ok(expr) => check_expr(text, &expr, expr.span),
        Err(problems) => check_problems(text, &problems),
    }
    match hcl::parse_template(text) {
        Ok(expr) => check_expr(text, &expr, expr.span),
        Err(problems) => check_problems(text, &problems),
    }
    let source = Source::new(text);
    let parsed = source.parse();
    check_problems(text, &parsed.problems);
    for attribute in parsed.file.body.attributes() {
        slice(text, attribute.span);
        slice(text, attribute.value.span);
    }
}

/// Lays a text out: a valid one stays valid and is laid out once for all, another is left alone.
pub(crate) fn format(text: &str) {
    let laid_out = hcl::format(text);
    if !hcl::parse(text).problems.is_empty() {
        assert_eq!(laid_out, text);
        return;
    }
    let again = hcl::parse(&laid_out);
    assert_eq!(again.problems, []);
    assert_eq!(outline(&again.file.body), outline(&hcl::parse(text).file.body));
    assert_eq!(hcl::format(&laid_out), laid_out);
}

/// Evaluates a text as an expression and as a template: it ends, and says the same twice.
pub(crate) fn evaluate(text: &str) {
    struct Nothing;
    impl Scope for Nothing {
        fn reference(&self, root: &str, name: &str) -> Reference<'_> {
            match (root, name) {
                ("var", "known") => {
                    Reference::Value(std::rc::Rc::new(Value::unknown(Type::String)))
                }
                _ => Reference::Unknown,
            }
        }
    }
    for read in [hcl::parse_expr, hcl::parse_template] {
        let Ok(expr) = read(text) else { continue };
        let outcome = eval::evaluate(&expr, &Nothing);
        assert_eq!(outcome, eval::evaluate(&expr, &Nothing));
        if let Err(error) = &outcome {
            check_inside(expr.span, error.span);
        }
        if let (Ok(Some(holds)), Ok(Some(value))) =
            (eval::holds(&expr, &Nothing), outcome.map(|o| o.value().cloned()))
        {
            assert!(value.as_bool().is_none_or(|value| value == holds));
        }
    }
}

/// The names in a body, in order.
fn outline(body: &Body<'_>) -> String {
    let show = |item: &Item<'_>| match item {
        Item::Attribute(attribute) => attribute.name.text.to_owned(),
        Item::Block(block) => {
            let labels: Vec<_> = block.labels.iter().map(|label| &*label.text).collect();
            format!("{} {labels:?} {{{}}}", block.kind.text, outline(&block.body))
        }
    };
    body.items.iter().map(show).collect::<Vec<_>>().join(" ")
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.range()).expect("a span is a place in the text")
}

fn check_problems(text: &str, problems: &[Problem]) {
    for problem in problems {
        slice(text, problem.span);
    }
}

/// Fails unless `inner` is in `outer`.
fn check_inside(outer: Span, inner: Span) {
    assert!(outer.start <= inner.start && inner.end <= outer.end, "{inner:?} is not in {outer:?}");
}

fn check_ident(text: &str, ident: Ident<'_>, outer: Span) {
    check_inside(outer, ident.span);
    assert_eq!(slice(text, ident.span), ident.text);
}

fn check_body(text: &str, body: &Body<'_>) {
    slice(text, body.span);
    let mut last = body.span.start;
    for item in &body.items {
        let span = match item {
            Item::Attribute(attribute) => {
                check_ident(text, attribute.name, attribute.span);
                assert!(attribute.name.span.end <= attribute.value.span.start);
                check_expr(text, &attribute.value, attribute.span);
                attribute.span
            }
            Item::Block(block) => {
                check_ident(text, block.kind, block.span);
                let mut end = block.kind.span.end;
                for label in &block.labels {
                    slice(text, label.span);
                    assert!(end <= label.span.start);
                    end = label.span.end;
                }
                assert!(end <= block.body.span.start);
                check_inside(block.span, block.body.span);
                check_body(text, &block.body);
                block.span
            }
        };
        check_inside(body.span, span);
        assert!(last <= span.start, "items stand in source order");
        last = span.end;
    }
}

fn check_expr(text: &str, expr: &Expr<'_>, outer: Span) {
    check_inside(outer, expr.span);
    slice(text, expr.span);
    let mut last = expr.span.start;
    expr.for_each_child(|child| {
        assert!(last <= child.span.start, "parts stand in source order");
        last = child.span.end;
        check_expr(text, child, expr.span);
    });
    match &expr.kind {
        ExprKind::Variable(name) => assert_eq!(slice(text, expr.span), *name),
        ExprKind::Number(digits) => assert!(slice(text, expr.span).contains(digits)),
        ExprKind::GetAttr(_, name) | ExprKind::Call { name, .. } => {
            check_ident(text, *name, expr.span);
        }
        ExprKind::Splat { each, .. } => {
            for step in each {
                if let SplatStep::GetAttr(name) = step {
                    check_ident(text, *name, expr.span);
                }
            }
        }
        ExprKind::Object(items) => {
            for item in items {
                if let ObjectKey::Name(name) = item.key {
                    check_ident(text, name, expr.span);
                }
            }
        }
        ExprKind::For(parts) => {
            check_ident(text, parts.value_var, expr.span);
            parts.key_var.iter().for_each(|name| check_ident(text, *name, expr.span));
        }
        ExprKind::Template(parts) => {
            assert!(!parts.is_empty());
            let literal = |part: &TemplatePart<'_>| matches!(part, TemplatePart::Literal(_));
            assert!(!parts.windows(2).any(|pair| pair.iter().all(literal)), "texts are joined");
        }
        _ => {}
    }
}

/// Compares two texts as versions of a module: it ends, says the same twice, points at places that
/// are there, and asks for the version that its gravest change asks for.
pub(crate) fn judge(old: &str, new: &str) {
    let [old, new] = [old, new].map(module);
    for same in [&old, &new] {
        let judgement = judged(same, same, &SUPPORTED_TERRAFORM);
        let found: Vec<_> = judgement.changes.iter().map(|c| (c.lint.id, &c.subject)).collect();
        assert_eq!(found, [], "a module compared with itself");
    }
    let judgement = judged(&old, &new, &SUPPORTED_TERRAFORM);
    let again = judged(&old, &new, &SUPPORTED_TERRAFORM);
    assert_eq!(format!("{:?}", judgement.changes), format!("{:?}", again.changes));
    for change in &judgement.changes {
        assert!(!change.subject.is_empty() && !change.message.is_empty(), "{change:?}");
        for (package, spot) in [(&old, &change.old), (&new, &change.new)] {
            let Some(spot) = spot else { continue };
            let module = &package.modules[&spot.dir];
            slice(&module.sources.get(spot.place.source).text, spot.place.span);
        }
    }
    let classes: Vec<Class> = judgement.changes.iter().map(|c| c.class()).collect();
    assert!(classes.is_sorted_by(|a, b| a >= b), "the gravest come first");
    let asked = classes.iter().map(|class| class.bump()).max();
    assert_eq!(judgement.bump, asked.unwrap_or(pavestone::release::Bump::Patch));
    let denied = classes.contains(&Class::Denied);
    assert_eq!(judgement.verdict() == Verdict::Denied, denied);
}

/// A module of one file.
fn module(text: &str) -> Package {
    let files = [("main.tf".into(), text.as_bytes().into())].into_iter().collect();
    Package::read(Tree { files, ..Tree::default() }, Some("1.2.3".parse().expect("a version")))
}
