//! Expressions by the hundred through one `terraform console`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::ours;
use crate::support::terraform::terraform;

/// What Terraform makes of each expression: the value in a list as JSON, or `error`.
///
/// `other` stands for what has no JSON, such as infinity.
///
/// # Panics
/// When Terraform does not know what one of them comes to, which [`theirs_if_known`] allows.
fn theirs(expressions: &[String]) -> Vec<String> {
    theirs_if_known(expressions)
        .into_iter()
        .zip(expressions)
        .map(|(answer, expression)| {
            answer.unwrap_or_else(|| panic!("Terraform does not know: {expression}"))
        })
        .collect()
}

/// The same, none for what Terraform does not know.
fn theirs_if_known(expressions: &[String]) -> Vec<Option<String>> {
    match console(expressions) {
        Some(answers) => answers.into_iter().map(Some).collect(),
        None if expressions.len() < 2 => vec![None; expressions.len()],
        None => {
            // One that is not known hides all the others.
            let (left, right) = expressions.split_at(expressions.len() / 2);
            [theirs_if_known(left), theirs_if_known(right)].concat()
        }
    }
}

fn console(expressions: &[String]) -> Option<Vec<String>> {
    let directory = tempfile::tempdir().unwrap();
    let mut text = "locals {\n  all = [\n".to_owned();
    for e in expressions {
        writeln!(text, "try(jsonencode([{e}]), can({e}) ? \"other\" : \"error\"),").unwrap();
    }
    text.push_str("  ]\n}\n");
    std::fs::write(directory.path().join("main.tf"), text).unwrap();
    let mut console = Command::new(terraform())
        .args(["console", "-no-color"])
        .current_dir(directory.path())
        .env("CHECKPOINT_DISABLE", "1")
        .env_remove("TF_CLI_CONFIG_FILE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = console.stdin.take().unwrap();
    input.write_all(b"base64encode(nonsensitive(jsonencode(local.all)))\n").unwrap();
    drop(input);
    let output = console.wait_with_output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    let decoded =
        base64::engine::general_purpose::STANDARD.decode(shown.trim().trim_matches('"')).ok()?;
    serde_json::from_slice(&decoded).unwrap()
}

/// The expressions of a file, one a line.
fn listed(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    lines.map(str::to_owned).collect()
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn every_expression_of_the_table_comes_to_what_terraform_makes_of_it() {
    let expressions = listed(include_str!("expressions.txt"));
    assert!(expressions.len() > 500);
    let mut wrong = String::new();
    for (expression, theirs) in expressions.iter().zip(theirs(&expressions)) {
        let ours = ours(expression);
        if ours.as_deref() != Some(&theirs) {
            let ours = ours.as_deref().unwrap_or("unknown");
            writeln!(wrong, "{expression}\n    ours:   {ours}\n    theirs: {theirs}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_is_left_undecided_is_listed() {
    for expression in listed(include_str!("undecided.txt")) {
        assert_eq!(ours(&expression), None, "{expression}: move it to the other table");
    }
}

/// Small expressions of every kind, most of them with a value.
fn any_expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        prop::bool::ANY.prop_map(|b| b.to_string()),
        (-20_i32..20).prop_map(|n| n.to_string()),
        prop::sample::select(vec![
            "0.5",
            "2.25",
            "1e2",
            "\"\"",
            "\"a\"",
            "\"b-c\"",
            "\"10\"",
            "\"true\"",
            "\"A b\"",
            "\"10.0.0.0/8\"",
            "\"%s-%v\"",
            "\"%d\"",
            "\"/[a-c]+/\"",
            "\"[1, {}]\"",
            "\"YQ==\"",
            "[]",
            "{}",
            "x",
            "y",
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let one = prop::sample::select(vec![
            "length",
            "keys",
            "values",
            "upper",
            "tostring",
            "tonumber",
            "tobool",
            "tolist",
            "toset",
            "tomap",
            "flatten",
            "distinct",
            "compact",
            "sort",
            "reverse",
            "alltrue",
            "anytrue",
            "sum",
            "floor",
            "ceil",
            "abs",
            "jsonencode",
            "one",
            "can",
            "try",
            "trimspace",
            "title",
            "signum",
            "coalesce",
            "merge",
            "max",
            "setunion",
            "lower",
            "chomp",
            "strrev",
            "base64encode",
            "base64decode",
            "urlencode",
            "sha256",
            "jsondecode",
            "cidrnetmask",
            "nonsensitive",
            "min",
            "range",
            "concat",
        ]);
        let two = prop::sample::select(vec![
            "contains",
            "concat",
            "merge",
            "coalesce",
            "lookup",
            "element",
            "index",
            "min",
            "max",
            "split",
            "join",
            "startswith",
            "trimprefix",
            "setintersection",
            "setsubtract",
            "setproduct",
            "zipmap",
            "try",
            "format",
            "cidrhost",
            "range",
            "coalescelist",
            "trim",
            "trimsuffix",
            "endswith",
            "strcontains",
            "pow",
            "log",
            "parseint",
            "chunklist",
            "formatlist",
            "regexall",
            "setunion",
            "cidrsubnets",
        ]);
        let three = prop::sample::select(vec![
            "substr",
            "replace",
            "slice",
            "cidrsubnet",
            "range",
            "lookup",
            "format",
            "coalesce",
            "concat",
            "merge",
            "setproduct",
            "formatlist",
            "try",
        ]);
        let operator = prop::sample::select(vec![
            "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||",
        ]);
        let i = || inner.clone();
        prop_oneof![
            (i(), operator, i()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            (one, i()).prop_map(|(f, a)| format!("{f}({a})")),
            (two, i(), i()).prop_map(|(f, a, b)| format!("{f}({a}, {b})")),
            (three, i(), i(), i()).prop_map(|(f, a, b, c)| format!("{f}({a}, {b}, {c})")),
            prop::collection::vec(i(), 0..4).prop_map(|v| format!("[{}]", v.join(", "))),
            (i(), i()).prop_map(|(a, b)| format!("{{ a = {a}, b = {b} }}")),
            (i(), i(), i()).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
            (i(), i()).prop_map(|(a, b)| format!("[for x, y in {a} : {b}]")),
            (i(), i(), i()).prop_map(|(a, b, c)| format!("{{ for x, y in {a} : {b} => {c} }}")),
            (i(), i(), i())
                .prop_map(|(a, b, c)| format!("{{ for x, y in {a} : y => {b}... if {c} }}")),
            i().prop_map(|a| format!("\"<${{{a}}}>\"")),
            i().prop_map(|a| format!("{a}.a")),
            i().prop_map(|a| format!("{a}[0]")),
            i().prop_map(|a| format!("{a}[*].b")),
            i().prop_map(|a| format!("!{a}")),
            i().prop_map(|a| format!("-{a}")),
        ]
    })
    // What is bound by no `for` is.
    .prop_map(|body| format!("one([for x, y in {{ k = [1, \"v\"] }} : {body}])"))
}

/// Patterns that people write, and others, against texts that some of them match.
fn any_search() -> impl Strategy<Value = String> {
    let atom = prop::sample::select(vec![
        "a",
        "b",
        "-",
        "_",
        ".",
        "0",
        r"\.",
        r"\d",
        r"\w",
        r"\s",
        r"\S",
        r"\W",
        r"\b",
        r"\-",
        r"\/",
        r"\(",
        "[a-z]",
        "[^a-z]",
        "[0-9_]",
        r"[\w-]",
        r"[\w.-]",
        r"[^\s/]",
        "[a-]",
        "[-a]",
        "[]a]",
        "[[:alpha:]]",
        "[[:digit:]-]",
        r"[a\]]",
        "[a&&b]",
        "[a-z-0]",
        "[.]",
        "[$^]",
        "é",
        "{",
        "}",
        "]",
        "/",
        "^",
        "$",
        "(?i)",
        "(?:",
        "(",
        ")",
        "|",
        "(?P<n>",
        "(?<m>",
        "[",
        r"\",
    ]);
    let times = prop::sample::select(vec![
        "", "", "", "", "*", "+", "?", "*?", "+?", "{2}", "{1,3}", "{2,}", "{,2}", "{0}", "**",
        "{2}{3}",
    ]);
    let group = prop::collection::vec((atom.clone(), times.clone()), 1..3);
    let part = prop_oneof![
        4 => (atom, times.clone()).prop_map(|(a, t)| format!("{a}{t}")),
        1 => (group, times).prop_map(|(parts, t)| {
            let inner: String = parts.iter().map(|(a, t)| format!("{a}{t}")).collect();
            format!("({inner}){t}")
        }),
    ];
    let text = prop::sample::select(vec![
        "", "a", "ab-0", "a_b.c", "aé 0", "aaa", "b]a", "x{2}", "a\nb", "ab ab", "-", "a|b", "(a)",
        "_0-b/",
    ]);
    (prop::collection::vec(part, 1..5), text, prop::bool::ANY).prop_map(|(parts, text, all)| {
        let function = if all { "regexall" } else { "regex" };
        let quoted = [parts.concat().as_str(), text].map(pavestone::terraform::render::string);
        format!("{function}({}, {})", quoted[0], quoted[1])
    })
}

/// Draws `count` expressions and compares those that both decide, which `percent` of them are at
/// least.
fn compare(strategy: &impl Strategy<Value = String>, count: usize, percent: usize) {
    let mut runner = TestRunner::deterministic();
    let expressions: Vec<String> =
        (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect();
    let (mut wrong, mut decided, mut valued) = (String::new(), 0, 0);
    for (expression, theirs) in expressions.iter().zip(theirs_if_known(&expressions)) {
        let (Some(ours), Some(theirs)) = (ours(expression), theirs) else { continue };
        decided += 1;
        valued += usize::from(theirs != "error");
        if ours != theirs {
            writeln!(wrong, "{expression}\n    ours:   {ours}\n    theirs: {theirs}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(decided * 100 > count * percent, "{decided} of {count} are decided");
    assert!(valued * 10 > count, "{valued} of {count} have a value");
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn generated_expressions_never_come_to_something_else_than_with_terraform() {
    compare(&any_expression(), 2500, 80);
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn generated_patterns_never_match_something_else_than_with_terraform() {
    compare(&any_search(), 3000, 70);
}
