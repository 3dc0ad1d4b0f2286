//! What tree a text makes, and what is said of a text that makes none.

use pavestone::diag::{SourceMap, Span};
use pavestone::hcl::syntax::{Expr, ExprKind, SplatStep};
use pavestone::hcl::{MAX_BYTES, MAX_PROBLEMS, parse, parse_expr, parse_template};

use super::cases::{INVALID, VALID};

#[test]
fn valid_texts_are_read_and_others_refused() {
    for text in VALID {
        assert_eq!(parse(text).problems, [], "{text:?}");
    }
    for text in INVALID {
        assert!(!parse(text).problems.is_empty(), "{text:?} was accepted");
    }
}

/// An expression with every operation in parentheses, and what text means, not how it is written.
fn show(expr: &Expr<'_>) -> String {
    let list = |items: &[Expr<'_>]| items.iter().map(show).collect::<Vec<_>>().join(" ");
    match &expr.kind {
        ExprKind::Null => "null".to_owned(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Number(text) | ExprKind::Variable(text) => (*text).to_owned(),
        ExprKind::String(text) => format!("{text:?}"),
        ExprKind::Template(parts) => format!("{parts:?}"),
        ExprKind::Tuple(items) => format!("[{}]", list(items)),
        ExprKind::Object(items) => format!("{{{}}}", items.len()),
        ExprKind::GetAttr(base, name) => format!("{}.{}", show(base), name.text),
        ExprKind::Index(base, key) => format!("{}[{}]", show(base), show(key)),
        ExprKind::Splat { base, full, each } => {
            let step = |step: &SplatStep<'_>| match step {
                SplatStep::GetAttr(name) => format!(".{}", name.text),
                SplatStep::Index(key) => format!("[{}]", show(key)),
            };
            let each: String = each.iter().map(step).collect();
            format!("({}){}<{each}>", show(base), if *full { "[*]" } else { ".*" })
        }
        ExprKind::Call { name, args, expand } => {
            format!("{}({}{})", name.text, list(args), if *expand { "..." } else { "" })
        }
        ExprKind::Conditional(parts) => format!("(? {})", list(&parts[..])),
        ExprKind::Binary(left, operator, right) => {
            format!("({operator:?} {} {})", show(left), show(right))
        }
        ExprKind::Unary(operator, inner) => format!("({operator:?} {})", show(inner)),
        ExprKind::For(parts) => format!("for<{} {}>", show(&parts.collection), show(&parts.value)),
        ExprKind::Paren(inner) => format!("<{}>", show(inner)),
    }
}

#[test]
fn operators_bind_as_in_terraform() {
    let shown = |text: &str| show(&parse_expr(text).expect(text));
    let cases = [
        ("1 - 2 - 3", "(Subtract (Subtract 1 2) 3)"),
        ("1 + 2 * 3 % 4", "(Add 1 (Modulo (Multiply 2 3) 4))"),
        ("a || b && c == d < e + f", "(Or a (And b (Equal c (Less d (Add e f)))))"),
        ("a == b != c", "(NotEqual (Equal a b) c)"),
        ("-a.b + !c", "(Add (Negate a.b) (Not c))"),
        ("a ? b : c ? d : e", "(? a b (? c d e))"),
        ("a ? b ? c : d : e", "(? a (? b c d) e)"),
        ("(1 - 2) * 3", "(Multiply <(Subtract 1 2)> 3)"),
        ("a.b[0].1[c.d]", "a.b[0][1][c.d]"),
        ("a[*].b[0].c", "(a)[*]<.b[0].c>"),
        ("a.*.b.0.c[1].d", "(a).*<.b[0].c>[1].d"),
        ("a[*].b[*].c", "((a)[*]<.b>)[*]<.c>"),
        ("a::b::c(1, x...)", "a::b::c(1 x...)"),
        ("[for k, v in a : v if k].b", "for<a v>.b"),
        ("1.e5", "1.e5"),
        ("a-b - c", "(Subtract a-b c)"),
    ];
    for (text, tree) in cases {
        assert_eq!(shown(text), tree, "{text}");
    }
}

#[test]
fn strings_mean_what_they_mean_in_terraform() {
    let cases = [
        ("\"\"", ""),
        ("\"a\\n\\t\\\"\\\\\\u00e9\\U0001f600\"", "a\n\t\"\\é😀"),
        ("\"$ $$ $${x} %%{y} $$${z}\"", "$ $$ ${x} %{y} $${z}"),
        ("<<E\nE\n", ""),
        ("<<E\n\nE\n", "\n"),
        ("<<E\n a\\n\n$${b}\nE\n", " a\\n\n${b}\n"),
        ("<<E\r\na\r\nE\r\n", "a\r\n"),
        ("<<-E\n    a\n   b\n\n  \n     c\n  E\n", " a\nb\n\n  \n  c\n"),
        ("<<-E\n\ta\n  b\nE\n", "a\n b\n"),
        ("<<-E\n\u{a0}\u{a0}a\n\u{a0} b\nE\n", "a\nb\n"),
        ("<<-E\nE\n", ""),
    ];
    for (text, value) in cases {
        assert_eq!(parse_expr(text).expect(text).as_str(), Some(value), "{text:?}");
    }
}

#[test]
fn strip_markers_take_blanks_of_one_line_at_most() {
    let literals = |text: &str| -> Vec<String> {
        let expr = parse_expr(text).expect(text);
        let ExprKind::Template(parts) = &expr.kind else { panic!("{text}") };
        parts.iter().map(|part| format!("{part:?}")).filter(|p| p.starts_with("Lit")).collect()
    };
    insta::assert_debug_snapshot!(literals("\"a \\n ${~ x ~} \\n b\""), @r#"
    [
        "Literal(\"a\")",
        "Literal(\"b\")",
    ]
    "#);
    insta::assert_debug_snapshot!(literals("<<E\na\n  ${~ x ~}  \n  b\nE\n"), @r#"
    [
        "Literal(\"a\\n\")",
        "Literal(\"  b\\n\")",
    ]
    "#);
}

#[test]
fn text_with_nothing_to_undo_is_borrowed_from_the_source() {
    let text = "a = \"plain $ text\"\nb = <<E\nseveral\nlines\nE\nc = \"${x} plain\"\n";
    let parsed = parse(text);
    let debug = format!("{:?}", parsed.file.body);
    assert!(parsed.problems.is_empty() && debug.contains("several\\nlines\\n"));
    for attribute in parsed.file.body.attributes() {
        if let ExprKind::String(std::borrow::Cow::Owned(text)) = &attribute.value.kind {
            panic!("{text:?} was copied");
        }
    }
}

#[test]
fn spans_and_comments_are_bytes_of_the_source() {
    let text = "# é\nb \"l\" { /* c */ a = f(x).y # d\n}\nc = <<E\n  x\n  E  \n";
    let parsed = parse(text);
    let slice = |span: Span| &text[span.range()];
    let comments: Vec<_> = parsed.file.comments.iter().map(|comment| slice(comment.span)).collect();
    assert_eq!(comments, ["# é", "/* c */", "# d"]);
    let text = "é = 1\nb \"l\" {\n a = f(x).y # d\n}\nc = <<E\n  x\n  E  \n";
    let parsed = parse(text);
    let slice = |span: Span| &text[span.range()];
    let block = parsed.file.body.blocks().next().unwrap();
    assert_eq!(slice(block.span), "b \"l\" {\n a = f(x).y # d\n}");
    assert_eq!(slice(block.labels[0].span), "\"l\"");
    assert_eq!(slice(block.body.span), "\n a = f(x).y # d\n");
    let a = block.body.attribute("a").unwrap();
    assert_eq!((slice(a.span), slice(a.value.span)), ("a = f(x).y", "f(x).y"));
    assert_eq!(slice(parsed.file.body.attribute("c").unwrap().value.span), "<<E\n  x\n  E");
}

/// Every problem with the text it points at.
fn complaints(text: &str) -> Vec<String> {
    let show = |problem: pavestone::hcl::Problem| {
        let help = problem.help.map_or(String::new(), |help| format!(" ({help})"));
        format!("{:?}: {}{help}", &text[problem.span.range()], problem.message)
    };
    parse(text).problems.into_iter().map(show).collect()
}

#[test]
fn problems_say_what_is_wrong_and_where() {
    let cases = [
        (
            "a = 1,",
            "\",\": arguments are separated by line endings, not by commas (remove the comma)",
        ),
        ("a = ", "\"\": expected an expression, found the end of the text"),
        ("a = [1 2]", "\"2\": expected `,` or `]`, found `2`"),
        ("a = [1", "\"[\": this `[` is never closed"),
        ("b {\n", "\"{\": this `{` is never closed"),
        (
            "a = <<E\nx\nE",
            "\"<<E\\n\": this heredoc is never closed (end it with a line that holds nothing but `E`)",
        ),
        ("a = \"x", "\"\\\"\": this `\"` is never closed"),
        (
            "a = \"x\n",
            "\"\\n\": a quoted string cannot go on to the next line (write `\\n` for a line ending, or use a heredoc)",
        ),
        ("a = 'x'", "\"'\": `'` has no meaning here (use double quotes around strings)"),
        ("a = 10.0.0.1", "\"10.0.0.1\": `10.0.0.1` is not a number"),
        ("a = 1\na = 2", "\"a\": `a` was already set in this block"),
        (
            "a = \"\\d\"",
            "\"\\\\d\": `\\d` is not an escape sequence (write `\\\\` for a backslash)",
        ),
        (
            "a = x.0.1",
            "\"0.1\": two indexes cannot follow each other with dots (write `[0][1]` in place of `.0.1`)",
        ),
    ];
    for (text, complaint) in cases {
        assert_eq!(complaints(text), [complaint], "{text:?}");
    }
}

#[test]
fn every_broken_block_of_a_file_is_reported_and_the_others_are_read() {
    let text = r#"
a = [1 2]
resource "x" "one" {
  b = "${"
  c = <<EOT
resource "not" "this" {
EOT
}
d = <<EOT
${ ! }
resource "nor" "this" {}
EOT
resource "x" "two" {
  e = 1
}
f = 'x'
/*
resource "neither" "this" {}
*/
resource "x" "three" {
  kept = 1
  g = @
  lost = 2
}
h = 1
"#;
    let parsed = parse(text);
    let places: Vec<_> =
        parsed.problems.iter().map(|p| text[..p.span.start as usize].lines().count()).collect();
    assert_eq!(places, [2, 4, 10, 16, 22]);
    let labels: Vec<_> = parsed.file.body.blocks().map(|block| &*block.labels[1].text).collect();
    assert_eq!(labels, ["one", "two", "three"]);
    let three = parsed.file.body.blocks().nth(2).unwrap();
    assert!(three.body.attribute("kept").is_some() && three.body.attribute("lost").is_none());
    assert!(parsed.file.body.attribute("h").is_some());
}

#[test]
fn a_problem_becomes_a_finding_of_the_syntax_rule() {
    let mut sources = SourceMap::default();
    let source = sources.add("main.tf", "a = 1,");
    let finding = parse("a = 1,").problems.remove(0).finding(source);
    assert_eq!((&*finding.rule, finding.labels[0].span), ("syntax", Span::new(5, 6)));
    assert_eq!(finding.help, ["remove the comma"]);
}

#[test]
fn a_template_may_be_a_whole_text() {
    assert_eq!(parse_template("a$${b}\n\"").unwrap().as_str(), Some("a${b}\n\""));
    assert!(matches!(parse_template("a${b}").unwrap().kind, ExprKind::Template(_)));
    assert_eq!(parse_template("a${b").unwrap_err()[0].span, Span::new(1, 3));
    assert!(parse_template("%{ if x }").is_err());
}

#[test]
fn an_expression_is_read_to_its_end() {
    assert!(parse_expr("a +\n b").is_ok());
    for text in ["", "a b", "a,", "a = 1", "["] {
        assert!(parse_expr(text).is_err(), "{text:?}");
    }
}

#[test]
fn nesting_has_a_limit_that_is_far_and_clear() {
    let deep = |n: usize| format!("a = {}1{}", "[".repeat(n), "]".repeat(n));
    assert_eq!(parse(&deep(190)).problems, []);
    assert_eq!(parse(&deep(201)).problems[0].message, "this is nested too deeply");
    let long = |n: usize| format!("a = 1{}", " + 1".repeat(n));
    assert_eq!(parse(&long(900)).problems, []);
    assert_eq!(parse(&long(1001)).problems[0].message, "this is nested too deeply");
}

#[test]
fn texts_made_to_exhaust_a_reader_are_refused_and_not_crashed_on() {
    for open in ["[", "{", "(", "\"${", "a {\n", "-", "!", "a = [", "<<A\n${", "%{", "f(", "a["] {
        for text in [open.repeat(1 << 18), format!("a = {}", open.repeat(1 << 18))] {
            assert!(!parse(&text).problems.is_empty(), "{open}");
        }
    }
    for step in [".a", "[0]", "+1", "?1:1", "[*]", ".*", " && x", ".0"] {
        let text = format!("a = x{}", step.repeat(1 << 18));
        assert!(!parse(&text).problems.is_empty(), "{step}");
    }
    let most = parse(&"a\n".repeat(1 << 18)).problems;
    assert_eq!(most.len(), MAX_PROBLEMS + 1);
}

#[test]
fn a_text_over_the_limit_is_refused_at_once() {
    assert_eq!(parse(&"#".repeat(MAX_BYTES + 1)).problems.len(), 1);
}
