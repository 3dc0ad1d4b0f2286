//! Which texts are HCL, and what tree they make.

use pavestone::hcl::syntax::{ExprKind, Item};
use pavestone::hcl::{MAX_BYTES, parse};

/// Asserts that each text is accepted.
fn accepts(texts: &[&str]) {
    for text in texts {
        let problems = parse(text).problems;
        assert!(problems.is_empty(), "{text:?} was refused: {problems:?}");
    }
}

/// Asserts that each text is refused.
fn refuses(texts: &[&str]) {
    for text in texts {
        assert!(!parse(text).problems.is_empty(), "{text:?} was accepted");
    }
}

/// The string that the first attribute is set to.
fn first_string(text: &str) -> String {
    let parsed = parse(text);
    assert!(parsed.problems.is_empty(), "{text:?} was refused: {:?}", parsed.problems);
    match &parsed.file.body.items[0] {
        Item::Attribute(attribute) => match &attribute.value.kind {
            ExprKind::String(text) => text.to_string(),
            other => panic!("{text:?} is not a string but {other:?}"),
        },
        Item::Block(block) => panic!("{text:?} is a block {}", block.kind.text),
    }
}

#[test]
fn empty_heredocs_hide_nothing_between_them() {
    let text = "a = <<EOT\nEOT\nresource \"x\" \"hidden\" {}\nc = <<EOT\nEOT\n";
    let parsed = parse(text);
    assert_eq!(parsed.problems, []);
    assert_eq!(parsed.file.body.items.len(), 3);
    assert_eq!(parsed.file.body.blocks().next().unwrap().labels[1].text, "hidden");
    assert_eq!(first_string(text), "");
}

#[test]
fn accepts_what_other_readers_wrongly_refuse() {
    accepts(&[
        "a = { x = 1, x = 2 }",
        "a = { for k in [1] : k => true ? 1 :\n 2 }",
        "a = { for k in l :\n k =>\n true &&\n false }",
        "\u{feff}a = 1",
        "a = 1e400",
        "a = <<EOT\nEOT\nb = 1\nc = <<EOT\nx\nEOT\n",
    ]);
}

#[test]
fn refuses_repeated_attributes_and_missing_line_endings() {
    refuses(&[
        "a = 1\na = 2",
        "b {\n a = 1\n a = 2\n}",
        "a = 1 b = 2",
        "a {} b {}",
        "a { b = 1\n}",
    ]);
}

#[test]
fn a_text_of_nothing_but_open_brackets_is_refused_and_not_crashed_on() {
    for open in ["[", "{", "(", "\"${", "a {\n", "-", "!", "a = [", "<<A\n${", "%{", "f(", "a["] {
        for text in [open.repeat(1 << 20), format!("a = {}", open.repeat(1 << 20))] {
            assert!(!parse(&text).problems.is_empty(), "{open}");
        }
    }
    for step in [".a", "[0]", "+1", "?1:1", "[*]", ".*", " && x", ".0"] {
        let text = format!("a = x{}", step.repeat(1 << 20));
        assert!(!parse(&text).problems.is_empty(), "{step}");
    }
}

#[test]
fn a_text_over_the_limit_is_refused_at_once() {
    let parsed = parse(&"#".repeat(MAX_BYTES + 1)).problems;
    assert_eq!(parsed.len(), 1);
}
