//! Modules that nobody should have written: an answer in bounded time, and what is wrong is told.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::support::pave::{Ran, Sandbox};

/// Far more than any of these takes on a busy machine, far less than forever.
const LONG: Duration = Duration::from_secs(30);

fn sides(old: impl AsRef<[u8]>, new: impl AsRef<[u8]>) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("old/main.tf", old);
    sandbox.write("new/main.tf", new);
    sandbox
}

fn diff(sandbox: &Sandbox) -> Ran {
    let started = Instant::now();
    let ran = sandbox.pave(&["diff", "old", "new", "--json"]);
    assert!(started.elapsed() < LONG, "it took {:?}", started.elapsed());
    ran
}

#[test]
fn thousands_of_variables_are_compared_in_no_time() {
    let many = |prefix: &str, ty: &str| {
        (0..5_000).fold(String::new(), |mut text, i| {
            let _ = writeln!(text, "variable \"{prefix}_{i}\" {{\n  type = {ty}\n}}");
            text
        })
    };
    let sandbox = sides(
        many("same", "string") + &many("gone", "string"),
        many("same", "list(string)") + &many("come", "string"),
    );
    let found = diff(&sandbox).ok().json();
    assert_eq!(found["changes"].as_array().unwrap().len(), 15_000);
}

#[test]
fn modules_that_call_each_other_in_a_circle_come_to_an_end() {
    let sandbox = sides(
        "module \"a\" {\n  source = \"./modules/a\"\n}\n",
        "module \"a\" {\n  source = \"./modules/a\"\n}\n\nvariable \"x\" {\n  default = 1\n}\n",
    );
    for side in ["old", "new"] {
        let call = |to: &str| format!("module \"x\" {{\n  source = \"../{to}\"\n}}\n");
        sandbox.write(format!("{side}/modules/a/main.tf"), call("b") + "# a\n");
        sandbox.write(format!("{side}/modules/b/main.tf"), call("a"));
        // One that calls itself twice over would double at every step.
        let twice = "module \"l\" {\n  source = \"./\"\n}\nmodule \"r\" {\n  source = \"./\"\n}\n";
        sandbox.write(format!("{side}/modules/c/main.tf"), twice);
        sandbox.write(format!("{side}/modules/c/README.md"), "c\n");
    }
    let found = diff(&sandbox).ok().json();
    assert_eq!(found["changes"][0]["lint"], "variable-added-optional");
}

#[test]
fn a_chain_of_modules_that_doubles_at_every_step_is_cut() {
    let sandbox = sides(
        "module \"x\" {\n  source = \"./modules/m0\"\n}\n",
        "module \"x\" {\n  source = \"./modules/m0\"\n}\n",
    );
    for side in ["old", "new"] {
        for i in 0..40 {
            let call =
                |name: &str| format!("module \"{name}\" {{\n  source = \"../m{}\"\n}}\n", i + 1);
            let file = format!("{side}/modules/m{i}/main.tf");
            sandbox.write(file, call("left") + &call("right"));
        }
        sandbox.write(format!("{side}/modules/m40/main.tf"), "resource \"a_b\" \"c\" {}\n");
    }
    diff(&sandbox).ok();
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_compared() {
    let sandbox = sides(
        "variable \"x\" {\n  type = string\n}\n\nvariable \"y\" {\n  type = \n}\n",
        "variable \"y\" {}\n\nresource \"a\" {\n\u{0}",
    );
    let ran = diff(&sandbox);
    let found = ran.json();
    let lints: Vec<_> =
        found["changes"].as_array().unwrap().iter().map(|c| c["lint"].clone()).collect();
    assert!(lints.contains(&"variable-removed".into()), "{lints:?}");
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    let rules: Vec<_> =
        found["unread"].as_array().unwrap().iter().map(|f| f["rule"].clone()).collect();
    assert!(rules.contains(&"syntax".into()), "{rules:?}");
}

#[cfg(unix)]
#[test]
fn links_and_large_files_are_not_read_and_told() {
    let sandbox = sides("variable \"x\" {}\n", "variable \"x\" {}\n");
    sandbox.write("secret.tf", "variable \"stolen\" {}\n");
    std::os::unix::fs::symlink("../secret.tf", sandbox.path("new/link.tf")).unwrap();
    std::os::unix::fs::symlink("..", sandbox.path("new/folder")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", sandbox.path("new/endless.tf")).unwrap();
    sandbox.write("new/large.tf", " ".repeat(11_000_000));
    let ran = diff(&sandbox).expect(3);
    assert!(!ran.stdout.contains("stolen"), "{}", ran.stdout);
    for told in ["link.tf is a link that leads out", "endless.tf is a link", "large.tf has over"] {
        assert!(ran.stdout.contains(told), "{told}: {}", ran.stdout);
    }
}

#[test]
fn deep_and_odd_texts_do_not_stop_it() {
    let deep = format!(
        "variable \"x\" {{\n  type = {}string{}\n}}\n",
        "list(".repeat(5_000),
        ")".repeat(5_000)
    );
    diff(&sides(&deep, "variable \"x\" {\n  type = string\n}\n"));
    let wide = |n: usize| {
        let attributes: Vec<_> = (0..n).map(|i| format!("a{i} = optional(string)")).collect();
        format!("variable \"x\" {{\n  type = object({{ {} }})\n}}\n", attributes.join(", "))
    };
    let found = diff(&sides(wide(3_000), wide(2_000))).ok().json();
    assert_eq!(found["bump"], "major");
    diff(&sides([0xff, 0xfe, b'a'], "\u{feff}variable \"x\" {}\n"));
    diff(&sides("", ""));
}

/// Every local value names the one before twice: what follows each name anew never ends, and what
/// writes the type down fills the memory.
#[test]
fn local_values_that_double_at_every_step_are_followed_once() {
    let module = |last: &str| {
        let mut text =
            String::from("variable \"x\" {\n  type = string\n}\n\nlocals {\n  l0 = var.x\n");
        for i in 1..60 {
            let _ = writeln!(text, "  l{i} = [local.l{}, local.l{}]", i - 1, i - 1);
        }
        let _ = writeln!(
            text,
            "}}\n\noutput \"all\" {{\n  value = {last}\n}}\n\nresource \"terraform_data\" \"it\" {{\n  \
             count = length({last})\n  input = {last}\n}}"
        );
        text
    };
    diff(&sides(module("local.l59"), module("[local.l59]"))).json();
}

/// Many of one kind of block, `text` saying each by its number.
fn many(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect()
}

#[test]
fn thousands_of_resources_over_a_long_chain_of_local_values_are_compared() {
    let module = |length: usize, first: &str| {
        let chain = many(length, |i| format!("  l{} = local.l{i} + 1\n", i + 1));
        let resources = many(2_000, |i| {
            format!(
                "resource \"terraform_data\" \"r{i}\" {{\n  count = local.l{} > {i} ? 1 : 0\n  \
                 input = \"${{local.l{length}}}-{i}\"\n}}\n",
                i % length
            )
        });
        format!("locals {{\n  l0 = {first}\n{chain}}}\n\n{resources}")
    };
    let found = diff(&sides(module(60, "1"), module(60, "2"))).json();
    assert!(found["changes"].as_array().unwrap().len() >= 2_000);
    // A longer one is not followed to its end, and that is found out once.
    diff(&sides(module(1_000, "1"), module(1_000, "2"))).json();
}

#[test]
fn a_chain_of_hundreds_of_moved_blocks_is_followed() {
    let module = |name: &str, moves: &str| {
        let others = many(1_000, |i| format!("resource \"terraform_data\" \"o{i}\" {{}}\n"));
        format!("resource \"terraform_data\" \"{name}\" {{}}\n{others}{moves}")
    };
    let moves = many(500, |i| {
        format!("moved {{\n  from = terraform_data.m{i}\n  to   = terraform_data.m{}\n}}\n", i + 1)
    });
    let found = diff(&sides(module("m0", ""), module("m500", &moves))).json();
    let changes = found["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(changes[0]["lint"], "resource-moved");
}

#[test]
fn many_keys_and_deeply_nested_blocks_are_compared() {
    let keys = |last: &str| {
        let keys = many(10_000, |i| format!("\"k{i}\", "));
        format!(
            "resource \"terraform_data\" \"x\" {{\n  for_each = toset([{keys}\"{last}\"])\n}}\n"
        )
    };
    let found = diff(&sides(keys("a"), keys("b"))).json();
    assert_eq!(found["changes"][0]["lint"], "for-each-keys-changed");
    let nested = |value: &str| {
        let open = many(300, |i| format!("b{} {{\n", i % 7));
        format!("resource \"a_b\" \"c\" {{\n{open}  x = {value}\n{}}}\n", "}\n".repeat(300))
    };
    diff(&sides(nested("1"), nested("2"))).json();
}

#[test]
fn hostile_validations_are_given_up() {
    let variable = |ty: &str, condition: &str| {
        format!(
            "variable \"x\" {{\n  type = {ty}\n  validation {{\n    condition     = {condition}\n    \
             error_message = \"No.\"\n  }}\n}}\n"
        )
    };
    // A pattern that is too large when it is compiled.
    let pattern = |more: &str| {
        variable("string", &format!("can(regex(\"^(a{{1,1000}}){{1,1000}}{more}\", var.x))"))
    };
    diff(&sides(pattern(""), pattern("$"))).json();
    // Every word is tried, and every try takes long.
    let words = many(2_000, |i| format!("\"w{i}\", "));
    let slow = "length([for a in range(900) : [for b in range(900) : a]]) > 0";
    let listed = |more: &str| {
        variable("string", &format!("contains([{words}\"z\"], var.x) && {slow}{more}"))
    };
    diff(&sides(listed(""), listed(" && var.x != \"y\""))).json();
    // Every value that differs in one place is tried.
    let wide = many(2_000, |i| format!("a{i} = optional(string), "));
    let object = |at: &str| {
        variable(
            &format!("object({{ {wide} }})"),
            &format!("var.x.{at} == \"b\" && var.x.a1 == \"c\""),
        )
    };
    diff(&sides(object("a7"), object("a9"))).json();
}
