//! The JSON syntax, and that it makes the tree of the native one.

use pavestone::diag::Span;
use pavestone::hcl::json::{BlockKind, Source, with_blocks};
use pavestone::hcl::parse;
use pavestone::hcl::syntax::{Body, Expr, ExprKind};

const KINDS: &[BlockKind] = &[
    BlockKind {
        name: "resource",
        labels: 2,
        inner: &[BlockKind { name: "lifecycle", labels: 0, inner: &[] }],
    },
    BlockKind { name: "module", labels: 1, inner: &[] },
    BlockKind { name: "locals", labels: 0, inner: &[] },
];

/// A body on one line, with the text of each expression and without places.
fn outline(text: &str, body: &Body<'_>) -> String {
    let attributes = body.attributes().map(|a| format!("{}={}", a.name.text, show(text, &a.value)));
    let blocks = body.blocks().map(|block| {
        let labels: Vec<_> = block.labels.iter().map(|label| &*label.text).collect();
        format!("{}({}){{{}}}", block.kind.text, labels.join(","), outline(text, &block.body))
    });
    attributes.chain(blocks).collect::<Vec<_>>().join(" ")
}

fn show(text: &str, value: &Expr<'_>) -> String {
    match &value.kind {
        ExprKind::String(text) => format!("{text:?}"),
        _ => text[value.span.range()].to_owned(),
    }
}

fn outline_json(text: &str) -> String {
    let source = Source::new(text);
    let mut parsed = source.parse();
    let body = with_blocks(parsed.file.body, KINDS, &mut parsed.problems);
    assert_eq!(parsed.problems, [], "{text}");
    outline(text, &body)
}

#[test]
fn properties_named_like_blocks_become_blocks_at_every_depth() {
    let json = r#"{
        "//": "made by a program",
        "resource": {"aws_vpc": {"main": {"cidr": "10.0.0.0/16", "lifecycle": {"destroy": true}}}},
        "module": {"a": [{"x": 1}, {"x": 2}], "b": null},
        "locals": [{"one": 1}, {"two": 2}],
        "other": {"kept": "as it is"}
    }"#;
    assert_eq!(
        outline_json(json),
        r#"other={"kept": "as it is"} resource(aws_vpc,main){cidr="10.0.0.0/16" lifecycle(){destroy=true}} module(a){x=1} module(a){x=2} locals(){one=1} locals(){two=2}"#
    );
}

#[test]
fn a_list_may_stand_at_any_depth_of_labels() {
    let json = r#"[{"resource": [{"a": [{"b": {}}, {"c": {}}]}]}, {"module": {"m": {}}}]"#;
    assert_eq!(outline_json(json), "resource(a,b){} resource(a,c){} module(m){}");
}

#[test]
fn strings_are_templates_with_places_in_the_source() {
    let text = r#"{"a": "x${var.name}"}"#;
    let source = Source::new(text);
    let parsed = source.parse();
    assert_eq!(parsed.problems, []);
    let value = &parsed.file.body.attribute("a").unwrap().value;
    let mut inner = Vec::new();
    value.for_each_child(|child| inner.push(&text[child.span.range()]));
    assert_eq!(inner, ["var.name"]);
    assert_eq!(&text[value.span.range()], r#""x${var.name}""#);
}

#[test]
fn escaped_strings_are_undone_before_they_are_read_as_templates() {
    let text =
        r#"{"a": "${lookup(m, \"k\\n\")}", "\u0062": "\ud83d\ude00 \ud83d \/", "c": "$${x}"}"#;
    let source = Source::new(text);
    let parsed = source.parse();
    assert_eq!(parsed.problems, []);
    let body = &parsed.file.body;
    assert_eq!(body.attribute("b").unwrap().value.as_str(), Some("😀 \u{fffd} /"));
    assert_eq!(body.attribute("c").unwrap().value.as_str(), Some("${x}"));
    let a = &body.attribute("a").unwrap().value;
    let (native, _) = ("a = \"${lookup(m, \"k\\n\")}\"", ());
    let native = parse(native);
    let expected = &native.file.body.attribute("a").unwrap().value;
    let mut found = Vec::new();
    let mut wanted = Vec::new();
    a.for_each_child(|call| call.for_each_child(|arg| found.push((arg.as_str(), arg.span))));
    expected.for_each_child(|call| call.for_each_child(|arg| wanted.push(arg.as_str())));
    assert_eq!(found.iter().map(|(text, _)| *text).collect::<Vec<_>>(), wanted);
    assert!(found.iter().all(|(_, span)| *span == a.span));
}

#[test]
fn what_is_no_json_is_refused_with_its_place() {
    let cases = [
        ("", 0),
        ("{", 1),
        ("{\"a\" 1}", 5),
        ("{\"a\": 1,}", 8),
        ("{\"a\": 01}", 7),
        ("{\"a\": \"\\x\"}", 7),
        ("{\"a\": \"\\u12\"}", 7),
        ("{\"a\": \"\n\"}", 7),
        ("{\"a\": \"x", 8),
        ("{\"a\": \"\\", 8),
        ("{\"a\": \"${\"}", 9),
        ("{\"a\": tru}", 6),
        ("{} {}", 3),
        ("3", 0),
        ("{'a': 1}", 1),
    ];
    for (text, place) in cases {
        let source = Source::new(text);
        let problems = source.parse().problems;
        assert_eq!(problems.first().map(|p| p.span.start), Some(place), "{text}: {problems:?}");
    }
}

#[test]
fn deep_nesting_is_refused_and_not_crashed_on() {
    for open in ["[", "{\"a\":", "[{\"a\":"] {
        let text = open.repeat(1 << 18);
        assert!(!Source::new(&text).parse().problems.is_empty());
    }
}

#[test]
fn what_cannot_be_a_block_is_a_problem() {
    let text = r#"{"module": {"a": "x"}}"#;
    let source = Source::new(text);
    let mut parsed = source.parse();
    let body = with_blocks(parsed.file.body, KINDS, &mut parsed.problems);
    assert!(body.items.is_empty());
    assert_eq!(parsed.problems[0].span, Span::new(17, 20));
}
