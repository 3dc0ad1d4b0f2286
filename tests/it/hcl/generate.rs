//! Texts of HCL, valid and broken, drawn from a fixed seed so that a failure comes back.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Draws `count` values.
pub(crate) fn draw<T: std::fmt::Debug>(
    count: usize,
    strategy: &impl Strategy<Value = T>,
) -> Vec<T> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// A valid file.
pub(crate) fn file() -> impl Strategy<Value = String> {
    let mark = select(&["", "", "", "\u{feff}"][..]);
    (mark, body(3), select(&["\n", "\r\n"][..]))
        .prop_map(|(mark, body, line_end)| format!("{mark}{body}").replace('\n', line_end))
}

/// Three files made of a valid one, each by doing something to it.
pub(crate) fn broken_files() -> impl Strategy<Value = [String; 3]> {
    let mutations = || vec(mutation(), 1..4);
    (file(), [mutations(), mutations(), mutations()]).prop_map(|(text, mutations)| {
        mutations.map(|list| list.iter().fold(text.clone(), |text, mutation| mutation.apply(&text)))
    })
}

#[derive(Debug, Clone)]
struct Mutation {
    from: prop::sample::Index,
    length: usize,
    with: &'static str,
    kind: u8,
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let tokens = "a¦ ¦\n¦\n\n¦1¦.¦,¦=¦:¦?¦{¦}¦[¦]¦(¦)¦\"¦\\¦$¦${¦%{¦~}¦$${¦<<E\n¦E\n¦  E\n¦#¦//¦/*¦*/¦for¦in\
        ¦if¦else¦...¦=>¦*¦-¦!¦&&¦||¦::¦'¦`¦;¦é¦\r¦\t¦%{ endif }¦%{ if x }¦<¦0.¦e1¦\u{feff}¦\0";
    let tokens: Vec<&'static str> = tokens.split('¦').collect();
    (any::<prop::sample::Index>(), 0_usize..12, select(tokens), 0_u8..4)
        .prop_map(|(from, length, with, kind)| Mutation { from, length, with, kind })
}

impl Mutation {
    fn apply(&self, text: &str) -> String {
        let starts: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let first = self.from.index(starts.len());
        let start = starts[first];
        let end = starts[starts.len().min(first + self.length + 1) - 1];
        let (before, cut, after) = (&text[..start], &text[start..end], &text[end..]);
        match self.kind {
            0 => format!("{before}{after}"),
            1 => format!("{before}{}{cut}{after}", self.with),
            2 => format!("{before}{}{after}", self.with),
            _ => format!("{before}{cut}{cut}{after}"),
        }
    }
}

fn name() -> impl Strategy<Value = String> {
    let plain = "[a-z][a-z0-9_]{0,5}".prop_map(String::from);
    let odd = select(&["for", "in", "if", "true", "null", "é", "a-b", "_", "_1", "x--"][..]);
    prop_oneof![9 => plain, 1 => odd.prop_map(String::from)]
}

/// Attributes and blocks; names differ, and a kind of block has one number of labels, because the
/// JSON form that is compared with cannot hold anything else.
fn body(depth: u32) -> BoxedStrategy<String> {
    let blank = select(&["", "", "\n", "# note\n", "// note\n", "/* a\n b */\n", "  \n"][..]);
    let attribute = (blank, blanks(), expr(depth, false), comment());
    let attribute = attribute.prop_map(|(before, pad, value, after)| {
        // The end of a heredoc stands alone on its line.
        let after = if value.contains("<<") { "" } else { after };
        format!("{before}NAME{pad}={pad}{value}{after}\n")
    });
    if depth == 0 {
        return vec(attribute, 0..4).prop_map(numbered).boxed();
    }
    let labels = vec(label(), 0..3);
    let inner = prop_oneof![
        4 => body(depth - 1).prop_map(|body| format!("{{\n{body}}}")),
        1 => Just("{}".to_owned()),
        1 => expr(depth - 1, false).prop_map(|value| format!("{{ a = {value} }}"))
            .prop_filter("a heredoc needs a line of its own", |block| !block.contains("<<")),
    ];
    let block = (labels, inner, comment()).prop_map(|(labels, inner, after)| {
        format!("b{} {}{inner}{after}\n", labels.len(), labels.concat())
    });
    vec(prop_oneof![3 => attribute, 2 => block], 0..5).prop_map(numbered).boxed()
}

fn numbered(items: Vec<String>) -> String {
    let name = |(i, item): (usize, String)| item.replacen("NAME", &format!("n{i}"), 1);
    items.into_iter().enumerate().map(name).collect()
}

fn label() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => name().prop_map(|name| format!("\"{name}\" ")),
        1 => name().prop_map(|name| format!("{name} ")),
        1 => select(&["\"\"", "\"a b\"", "\"\\\"\\n\""][..]).prop_map(String::from),
    ]
}

fn blanks() -> impl Strategy<Value = &'static str> {
    select(&["", " ", " ", "  ", "\t", "/* c */"][..])
}

fn comment() -> impl Strategy<Value = &'static str> {
    select(&["", "", "", " # c", "// \"${", " /* <<E */", "  "][..])
}

/// Blanks that may hold line endings, for places where those mean nothing.
fn wide_blanks(free: bool) -> BoxedStrategy<&'static str> {
    if free {
        select(&["", " ", "\n", "\n  ", " # c\n", "/* c */"][..]).boxed()
    } else {
        select(&["", " ", "  "][..]).boxed()
    }
}

/// An expression; `free` when line endings around it mean nothing.
fn expr(depth: u32, free: bool) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        name(),
        select(&["null", "true", "0", "1", "1.5", "1e400", "1.e5", "10E-2", "007"][..])
            .prop_map(String::from),
        quoted(0),
    ];
    if depth == 0 {
        return leaf.boxed();
    }
    let d = depth - 1;
    let operator = "==¦!=¦<¦<=¦>¦>=¦&&¦||¦+¦-¦*¦/¦%".split('¦').collect::<Vec<_>>();
    let step = prop_oneof![
        name().prop_map(|name| format!(".{name}")),
        // `terraform fmt` makes `[]` of `[null]`.
        expr(d, true).prop_map(|key| if key == "null" { "[0]".into() } else { format!("[{key}]") }),
        select(&["[*]", ".0", ".*.x", "[0]", "[\"k\"]", " . y", "[ * ]"][..])
            .prop_map(String::from),
    ];
    let term =
        prop_oneof![name(), (name(), args(d)).prop_map(|(name, args)| format!("{name}{args}"))];
    prop_oneof![
        3 => leaf,
        2 => quoted(d),
        2 => heredoc(d),
        2 => (term, vec(step, 1..4)).prop_map(|(term, steps)| format!("{term}{}", steps.concat())),
        1 => (name(), name(), args(d)).prop_map(|(space, name, args)| format!("{space}::{name}{args}")),
        1 => (operand(d, free), wide_blanks(free), select(operator), wide_blanks(free), operand(d, free))
            .prop_map(|(l, a, op, b, r)| format!("{l} {a}{op}{b} {r}")),
        1 => (operand(d, free), wide_blanks(free), operand(d, free), operand(d, free))
            .prop_map(|(c, b, yes, no)| format!("{c} ?{b}{yes} :{b}{no}")),
        1 => (select(&["!", "-", "- ", "!!"][..]), operand(d, free)).prop_map(|(op, x)| format!("{op}{x}")),
        1 => (wide_blanks(true), expr(d, true)).prop_map(|(b, x)| format!("({b}{x}{b})")),
        2 => (wide_blanks(true), vec(line_safe(expr(d, true)), 0..4), select(&["", ","][..])).prop_map(
            |(b, items, last)| {
                let last = if items.is_empty() { "" } else { last };
                format!("[{b}{}{last}{b}]", items.join(&format!("{b},{b}")))
            }
        ),
        2 => object(d),
        1 => for_expr(d),
    ]
    .boxed()
}

/// What can stand in the middle of a line or of a list: a heredoc is followed by a line ending,
/// so in parentheses, where that means nothing.
fn line_safe(expr: BoxedStrategy<String>) -> BoxedStrategy<String> {
    expr.prop_map(|text| if text.contains("<<") { format!("({text}\n)") } else { text }).boxed()
}

fn operand(depth: u32, free: bool) -> BoxedStrategy<String> {
    line_safe(expr(depth, free))
}

fn args(depth: u32) -> BoxedStrategy<String> {
    let end = select(&["", ",", "...", "\n", " # c\n"][..]);
    (vec(operand(depth, true), 0..3), end)
        .prop_map(|(args, end)| {
            let end = if args.is_empty() { "" } else { end };
            format!("({}{end})", args.join(", "))
        })
        .boxed()
}

fn object(depth: u32) -> BoxedStrategy<String> {
    let key = prop_oneof![
        3 => name().prop_filter("`for` starts another expression", |name| name != "for"),
        1 => quoted(0),
        1 => operand(depth, true).prop_map(|key| format!("({key})")),
        1 => select(&["1", "a.b", "true"][..]).prop_map(String::from),
    ];
    let item = (
        key,
        select(&["=", ":", " = "][..]),
        expr(depth, false),
        select(&[",", "\n", ",\n", " # c\n"][..]),
    );
    let item = item.prop_map(|(key, sign, value, end)| {
        // A heredoc ends on a line of its own, and a comma on the next one would be an item.
        let end = if value.ends_with("E") && value.contains("<<") { "\n" } else { end };
        format!("{key}{sign}{value}{end}")
    });
    (vec(item, 0..4), select(&["", "\n", "\n\n"][..]))
        .prop_map(|(items, b)| format!("{{{b}{}}}", items.concat()))
        .boxed()
}

fn for_expr(depth: u32) -> BoxedStrategy<String> {
    let condition = prop_oneof![
        Just(String::new()),
        operand(depth, true).prop_map(|condition| format!(" if {condition}")),
    ];
    let variables = select(&["x", "k, v", "k ,\n v"][..]);
    let parts =
        (variables, operand(depth, true), operand(depth, true), operand(depth, true), condition);
    (parts, wide_blanks(true), 0_u8..3)
        .prop_map(|((variables, collection, key, value, condition), b, kind)| match kind {
            0 => format!("[{b}for {variables} in {collection} :{b}{value}{condition}{b}]"),
            1 => {
                format!("{{{b}for {variables} in {collection} : {key}{b} =>{b}{value}{condition}}}")
            }
            _ => {
                format!("{{for {variables} in {collection} :{b}{key} => {value}...{condition}{b}}}")
            }
        })
        .boxed()
}

fn sequence(depth: u32) -> BoxedStrategy<String> {
    let open = select(&["", "~", " ", "\n"][..]);
    let inner = (open, operand(depth, true), select(&["", "~", " ", "\n"][..]));
    let inner = inner.prop_map(|(open, inner, close)| {
        let space = if inner.starts_with('{') && open.is_empty() { " " } else { "" };
        format!("${{{open}{space}{inner}{close}}}")
    });
    inner.boxed()
}

/// A part of a template in quotes or of a heredoc.
fn template_part(depth: u32) -> BoxedStrategy<String> {
    let text = select(
        &["a", "  ", "é ", "$", "%", "$$", "$${", "%%{", "}", "{", "'", "#", "//", "x y", "EOT"][..],
    );
    let text = text.prop_map(String::from);
    if depth == 0 {
        return text.boxed();
    }
    let d = depth - 1;
    let strip = || select(&["", "~"][..]);
    prop_oneof![
        4 => text,
        2 => sequence(d),
        1 => (strip(), operand(d, true), template_part(d), template_part(d), strip()).prop_map(
            |(a, condition, yes, no, b)| format!("%{{{a} if {condition} }}{yes}%{{ else {b}}}{no}%{{ endif }}")
        ),
        1 => (strip(), operand(d, true), template_part(d)).prop_map(
            |(a, collection, inner)| format!("%{{ for k, v in {collection} {a}}}{inner}%{{{a} endfor}}")
        ),
    ]
    .boxed()
}

fn quoted(depth: u32) -> BoxedStrategy<String> {
    let escape = select(&["\\n", "\\\"", "\\\\", "\\t", "\\u00e9", "\\U0001f600"][..])
        .prop_map(String::from);
    let part = prop_oneof![4 => template_part(depth), 1 => escape];
    vec(part, 0..4)
        .prop_map(|parts| {
            // Neighbours must not make a sequence together that neither of them is.
            let text = parts.join("");
            let text = text.replace("$$${", "$ ${").replace("%%%{", "% %{");
            format!("\"{text}\"")
        })
        .prop_filter("a lone sign before a brace opens a sequence", |text| {
            pavestone::hcl::parse_expr(text).is_ok()
        })
        .boxed()
}

fn heredoc(depth: u32) -> BoxedStrategy<String> {
    let line = (select(&["", "  ", "    ", "\t", " \u{a0}"][..]), vec(template_part(depth), 0..3));
    let line = line.prop_map(|(indent, parts)| format!("{indent}{}\n", parts.concat()));
    (select(&["<<E", "<<-E"][..]), vec(line, 0..4), select(&["", "  ", "\t"][..]))
        .prop_map(|(open, lines, indent)| format!("{open}\n{}{indent}E", lines.concat()))
        .prop_filter("a lone sign before a brace opens a sequence", |text| {
            pavestone::hcl::parse_expr(&format!("{text}\n")).is_ok()
        })
        .boxed()
}
