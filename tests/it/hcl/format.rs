//! That we lay out as `terraform fmt` does.

use pavestone::hcl::{format, parse};

use super::cases::VALID;
use super::generate;
use crate::support::oracle::terraform_fmt;

/// Fails unless Terraform lays out each text as we do.
///
/// Terraform undoes one `"${ }"` at a time, and we all of them, so its answer is laid out again.
fn compare(texts: &[String]) {
    let once = terraform_fmt(texts);
    let texts_again: Vec<String> =
        once.iter().map(|text| text.clone().unwrap_or_default()).collect();
    let twice = terraform_fmt(&texts_again);
    for ((text, once), twice) in texts.iter().zip(once).zip(twice) {
        let valid = parse(text).problems.is_empty();
        assert_eq!(once.is_some(), valid, "{text:?}");
        // Terraform writes a byte order mark with nothing behind it as three blanks.
        if text == "\u{feff}" {
            continue;
        }
        // Terraform breaks a value whose quotes it takes off although a comment in it ends a line.
        if let (Some(_), Some(twice)) = (once, twice) {
            assert_eq!(format(text), twice, "{text:?}");
        }
    }
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn files_drawn_at_random_are_laid_out_alike() {
    compare(&generate::draw(1000, &generate::file()));
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn cases_are_laid_out_alike() {
    let differs = |text: &str| {
        // Terraform loses a label with `$` in it, and a comment between labels.
        text.contains("b1 \"$\"") || text.contains("x /* c */ {}")
    };
    let cases = VALID.iter().filter(|text| !differs(text)).map(|text| (*text).to_owned());
    compare(&cases.chain(LAYOUTS.iter().map(|text| (*text).to_owned())).collect::<Vec<_>>());
}

const LAYOUTS: &[&str] = &[
    "a=1\nbbb=2\n\nc=3 # x\ndd=4     # y\n",
    "a = 1\n# between\nbbb = 2\n",
    "a=[\n1,\n[2,\n3],\n]\nbb=1\n",
    "b {\na=1\n  c   {\n  d=1\n}\n      }\n",
    "b{a=1}\nb  \"x\"{}\nb x y{\n}\n",
    "a={b=1,c=2}\nd={\nb=1\nlonger=2,\n\"k\":3\n(x)=4\n}\n",
    "a = f( 1,2 ,\n3 )\nb = f (x ...)\nc=ns :: f ( )\n",
    "a=-1\nb=- 1\nc=1-1\nd=a*-b\ne=!  x\nf=(- x)-y\ng=[-1,- 2]\nh=a?-1:-2\n",
    "a = x . y [ 0 ] . z [ * ]\nb = [1] [0]\nc = f() [0]\nd = \"x\" [0]\n",
    "a = \"${ x }\"\nb = \"${ x }y\"\nc = \"${\"${y}\"}\"\nd = \"${~ x ~}\"\ne = \"${ {} }\"\n",
    "a = \"${\n x\n}\"\nb = \"${\n x +\n y\n}\"\nc = \"${(\n x\n)}\"\nd = \"${f(\n x\n)}\"\n",
    "variable \"x\" {\ntype=\"string\"\n}\nvariable \"y\" {\ntype=list\n}\nvariable \"z\" {\n type = \"map\"\n}\n",
    "module \"x\" {\ntype=list\nvariable {\ntype=list\n}\n}\n",
    "a = <<E\n ${ x  }\n  E  \nb=<<-E\n    y\n    E\nccc=1\n",
    "a = [for x in [1]:x if x>0]\nb={for k,v in x:k=>v...}\n",
    "a = 1     // slashes stay\n// here too\n",
    "ä=1\nbb=\"é\" # c\nc=\"👩‍👩‍👧‍👦\" # d\ne=\"e\u{301}\" # f\n",
    "a = 1 /* x */ /* y */\nbb = 2 # z\n",
    "a = (\n# c\n1)\nb = [\n  # c\n  1, # d\n]\n",
    "a = b ? {\nx = 1\n} : {\ny = 1\n}\n",
    "a = {\n  b = [{\n c = 1\n }]\n}\n",
    "a = \"%{ if x }y%{ else }z%{ endif }\"\nb = \"%{~if x~}%{endif}\"\n",
    "\n\n\na = 1\n\n\n\nb = 2\n\n\n",
    "a = 1\n  ",
    "  \t\n  # c\n\tb {\n\t\ta = 1\n\t}",
    "a = 1\r\nbb = 2 # c\r\nb {\r\n x = <<E\r\n y\r\nE\r\n}\r\n",
];

#[test]
fn what_terraform_would_lose_is_kept() {
    let cases = [
        ("b1 x /* c */ {}\n", "b1 \"x\" /* c */ {}\n"),
        ("b \"$${x}\"  {}\n", "b \"$${x}\" {}\n"),
        ("a   = \"${x # c\n}\"\n", "a = \"${x # c\n}\"\n"),
        ("a = \"${x + # c\ny}\"\n", "a = (x + # c\ny)\n"),
        ("a = x[null]\n", "a = x[null]\n"),
        ("a = \"${(x) +\n (y)}\"\n", "a = ((x) +\n(y))\n"),
    ];
    for (text, laid_out) in cases {
        assert_eq!(format(text), laid_out, "{text:?}");
    }
}

#[test]
fn a_text_that_is_not_valid_is_left_alone() {
    assert_eq!(format("a=  [1 2]"), "a=  [1 2]");
}
