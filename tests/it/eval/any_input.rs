//! Any text ends within the bounds, whatever it asks for; `fuzz/` runs the same for longer.

use std::time::{Duration, Instant};

use pavestone::hcl;
use pavestone::terraform::eval::{self, Outcome, Reference, Scope};
use proptest::prelude::*;

use super::Nothing;
use crate::hcl::any_input::checks;

/// The expressions of the tables, and what is left when pieces of them are exchanged.
fn spliced() -> impl Strategy<Value = String> {
    let all = [include_str!("expressions.txt"), include_str!("undecided.txt")];
    let all: Vec<&'static str> = all.iter().flat_map(|text| text.lines()).collect();
    let one = prop::sample::select(all);
    (one.clone(), one, any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(
        |(left, right, to, from)| {
            let boundary =
                |text: &str, at: usize| (at..).find(|i| text.is_char_boundary(*i)).unwrap();
            let to = boundary(left, to.index(left.len() + 1));
            let from = boundary(right, from.index(right.len() + 1));
            format!("{}{}", &left[..to], &right[from..])
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_expression_can_be_evaluated(text in spliced()) {
        checks::evaluate(&text);
    }

    #[test]
    fn any_pattern_can_be_searched_for(pattern in r#"[a-c0\\\[\](){}|*+?^$.,:<>P!=i&~-]{0,12}"#) {
        let quoted = pavestone::terraform::render::string(&pattern);
        checks::evaluate(&format!("regexall({quoted}, \"abc-0 \")"));
    }
}

/// Local values `x0`, `x1` and so on, each made of the one before it.
struct Chain(Vec<String>);

impl Chain {
    fn new(length: usize) -> Self {
        let link = |at: usize| format!("[local.x{at}, local.x{at}]");
        Self(std::iter::once("[]".to_owned()).chain((0..length).map(link)).collect())
    }
}

impl Scope for Chain {
    fn reference(&self, root: &str, name: &str) -> Reference<'_> {
        let at = name.strip_prefix('x').and_then(|n| n.parse::<usize>().ok());
        match at.filter(|_| root == "local").and_then(|at| self.0.get(at)) {
            Some(text) => Reference::Expression(hcl::parse_expr(text).unwrap()),
            None => Reference::Unknown,
        }
    }
}

#[test]
fn what_would_take_too_much_is_unknown_and_soon_given_up() {
    let started = Instant::now();
    let nested = |depth: usize, inner: &str| {
        let mut text = inner.to_owned();
        for _ in 0..depth {
            text = format!("[for x in range(1000) : {text}]");
        }
        text
    };
    let hostile = [
        nested(6, "x"),
        format!("[{}]", "[".repeat(190) + &"]".repeat(190)),
        format!("{}1{}", "(".repeat(190), ")".repeat(190)),
        "join(\"x\", [for a in range(1000) : join(\"y\", [for b in range(1000) : \"z\"])])".into(),
        "replace(join(\"\", [for a in range(1000) : \"aaaaaaaa\"]), \"a\", join(\"\", range(1000)))".into(),
        "setproduct(range(1000), range(1000), range(1000))".into(),
        "regex(\"((((a{100}){10}){10}){10})\", \"a\")".into(),
        "regexall(\"(.*)(.*)(.*)x\", join(\"\", [for a in range(1000) : substr(jsonencode(range(1000)), 0, 99)]))".into(),
        "format(\"%999999999d\", 1)".into(),
        "distinct([for a in range(1000) : [for b in range(1000) : a]])".into(),
        "toset([for a in range(1000) : [for b in range(900) : a + b]])".into(),
        "pow(9, 99999)".into(),
        "1e999999999".into(),
        "local.x5000".into(),
        "local.x60".into(),
    ];
    let chain = Chain::new(5000);
    for text in hostile {
        let Ok(expr) = hcl::parse_expr(&text) else { continue };
        let outcome = eval::evaluate(&expr, &chain);
        let shown: String = text.chars().take(60).collect();
        assert!(matches!(outcome, Ok(Outcome::Unknown)), "{shown}: {outcome:?}");
    }
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn a_local_value_that_refers_to_itself_is_an_error() {
    struct Ring;
    impl Scope for Ring {
        fn reference(&self, _: &str, _: &str) -> Reference<'_> {
            Reference::Expression(hcl::parse_expr("[local.b]").unwrap())
        }
    }
    let expr = hcl::parse_expr("local.a").unwrap();
    assert!(eval::evaluate(&expr, &Ring).is_err());
    assert_eq!(eval::evaluate(&expr, &Nothing), Ok(Outcome::Unknown));
}
