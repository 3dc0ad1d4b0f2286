//! Ours against real Terraform: types, conversions, constraints, and what we write.
//!
//! Each test is one run of Terraform over many cases, so that all of them take seconds.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use camino::{Utf8Path, Utf8PathBuf};
use hcl_rs::Value;
use pavestone::hcl;
use pavestone::terraform::literal::{literal, object};
use pavestone::terraform::{Constraint, MismatchKind, Type, assign, render};

use crate::support::terraform::terraform;

/// A directory for one run of Terraform.
struct Terraform {
    dir: tempfile::TempDir,
}

impl Terraform {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> &Utf8Path {
        Utf8Path::from_path(self.dir.path()).unwrap()
    }

    fn write(&self, path: impl Into<Utf8PathBuf>, text: &str) {
        let path = self.path().join(path.into());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(terraform())
            .args(arguments)
            .current_dir(self.path())
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .env_remove("TF_CLI_CONFIG_FILE")
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr)
    }

    /// The files that a run finds errors in.
    fn files_with_errors(&self, arguments: &[&str]) -> BTreeSet<String> {
        let shown = self.run(arguments);
        let mut files = BTreeSet::new();
        // `validate` writes one value, `plan` one a line.
        for value in serde_json::Deserializer::from_str(&shown).into_iter::<serde_json::Value>() {
            let Ok(value) = value else { break };
            let all = value["diagnostics"].as_array().into_iter().flatten();
            for diagnostic in all.chain([&value["diagnostic"]]) {
                if diagnostic["severity"] == "error" {
                    let file = diagnostic["range"]["filename"].as_str();
                    let file = file.unwrap_or_else(|| panic!("no place in {diagnostic}"));
                    files.insert(file.to_owned());
                }
            }
        }
        files
    }
}

fn value(text: &str) -> Value {
    literal(&hcl::parse_expr(text).unwrap()).unwrap()
}

/// Types with a value that converts to as many others as a value of the type can.
const TYPED: [(&str, &str); 20] = [
    ("string", r#""1""#),
    ("number", "1"),
    ("bool", "true"),
    ("list(string)", r#"["1"]"#),
    ("list(number)", "[1]"),
    ("set(string)", r#"["1"]"#),
    ("set(number)", "[1]"),
    ("map(string)", r#"{ a = "1", b = "1" }"#),
    ("map(number)", "{ a = 1, b = 1 }"),
    ("tuple([])", "[]"),
    ("tuple([string])", r#"["1"]"#),
    ("tuple([string, bool])", r#"["1", true]"#),
    ("object({})", "{}"),
    ("object({ a = string })", r#"{ a = "1" }"#),
    ("object({ a = number, b = string })", r#"{ a = 1, b = "1" }"#),
    ("object({ a = string, c = optional(bool) })", r#"{ a = "1" }"#),
    ("list(object({ a = string }))", r#"[{ a = "1" }]"#),
    ("list(list(string))", r#"[["1"]]"#),
    ("map(object({ a = string, d = list(string) }))", r#"{ a = { a = "1", d = ["1"] } }"#),
    ("list(any)", r#"["1"]"#),
];

const LITERALS: [&str; 24] = [
    "null",
    r#""""#,
    r#""abc""#,
    r#""true""#,
    r#""True""#,
    r#""0""#,
    r#""1e3""#,
    r#""0x1f""#,
    r#"" 1""#,
    "-1.5",
    "0",
    "[]",
    "{}",
    r#"["a", 1, true]"#,
    "[1, []]",
    "[[1], [2, 3]]",
    "[{ a = 1 }, { b = 2 }]",
    "[{ a = 1 }, { a = [] }]",
    r#"{ a = 1, b = "x" }"#,
    "{ a = [1], b = [] }",
    "{ a = null }",
    "[null]",
    r#"[true, "x"]"#,
    "[true, 1]",
];

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn types_and_values_fit_each_other_exactly_where_terraform_plans() {
    let terraform = Terraform::new();
    let mut cases = Vec::new();
    for (i, (to, _)) in TYPED.iter().enumerate() {
        terraform.write(
            format!("t{i}/main.tf"),
            &format!(
                "variable \"x\" {{\n  type = {to}\n}}\noutput \"x\" {{\n  value = var.x\n}}\n"
            ),
        );
        let to: Type = to.parse().unwrap();
        for (j, (from, _)) in TYPED.iter().enumerate() {
            let mismatches = assign(&from.parse().unwrap(), &to);
            // Stricter than Terraform, which has filled a variable's missing attributes in.
            if mismatches.iter().all(|m| m.kind != MismatchKind::MaybeMissing) {
                let refused = mismatches.iter().any(|m| m.is_error());
                cases.push((i, format!("var.f{j}"), format!("{from} to {to}"), refused));
            }
        }
        for text in LITERALS {
            let refused = to.accepts_value(&value(text)).iter().any(|m| m.is_error());
            cases.push((i, text.to_owned(), format!("{text} as {to}"), refused));
        }
    }
    let mut variables = String::new();
    for (j, (from, default)) in TYPED.iter().enumerate() {
        writeln!(variables, "variable \"f{j}\" {{\n  type = {from}\n  default = {default}\n}}")
            .unwrap();
    }
    terraform.write("variables.tf", &variables);
    for (n, (to, given, ..)) in cases.iter().enumerate() {
        let call = format!("module \"c{n}\" {{\n  source = \"./t{to}\"\n  x = {given}\n}}\n");
        terraform.write(format!("c{n}.tf"), &call);
    }
    terraform.run(&["init"]);
    let refused = terraform.files_with_errors(&["plan", "-json"]);
    assert!(refused.len() > 100, "{refused:?}");
    let differences: Vec<_> = cases
        .iter()
        .enumerate()
        .filter(|(n, case)| case.3 != refused.contains(&format!("c{n}.tf")))
        .map(|(_, (.., shown, ours))| {
            format!("{shown}: we {}", if *ours { "refuse" } else { "accept" })
        })
        .collect();
    assert_eq!(differences, [] as [&str; 0], "of {} cases", cases.len());
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn type_constraints_are_read_exactly_where_terraform_reads_them() {
    let terraform = Terraform::new();
    let cases = [
        "string",
        "list",
        "map",
        "set",
        "tuple",
        "object",
        "strng",
        "(string)",
        "\"string\"",
        "null",
        "list()",
        "list(string, string)",
        "list(list)",
        "list(map(set(any)))",
        "string()",
        "map(string...)",
        "tuple([])",
        "tuple()",
        "tuple(string)",
        "tuple([string, object({})])",
        "object()",
        "object([])",
        "object({ a = string, b : number })",
        "object({ \"a\" = string })",
        "object({ (a) = string })",
        "object({ a = string, a = number })",
        "object({ a-b = string, null = string, é = bool })",
        "object({ a = optional(string) })",
        "object({ a = optional(string, 5) })",
        "object({ a = optional(number, \"x\") })",
        "object({ a = optional(number, \"5\") })",
        "object({ a = optional(number, 60 * 60) })",
        "object({ a = optional(list(string), toset([])) })",
        "object({ a = optional(string, var.b) })",
        "object({ a = optional() })",
        "object({ a = optional(string, 1, 2) })",
        "object({ a = optional(object({ b = string }), {}) })",
        "object({ a = optional(object({ b = optional(string) }), {}) })",
        "object({ a = optional(any, [1, \"a\"]) })",
        "optional(string)",
        "list(optional(string))",
        "any",
        "any[0]",
        "var.x",
    ];
    for (n, case) in cases.iter().enumerate() {
        terraform
            .write(format!("c{n}.tf"), &format!("variable \"v{n}\" {{\n  type = {case}\n}}\n"));
    }
    let refused = terraform.files_with_errors(&["validate", "-json"]);
    for (n, case) in cases.iter().enumerate() {
        let theirs = refused.contains(&format!("c{n}.tf"));
        assert_eq!(case.parse::<Type>().is_err(), theirs, "{case}: {:?}", case.parse::<Type>());
    }
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn constraints_admit_exactly_what_terraform_admits() {
    let terraform = Terraform::new();
    let shown: serde_json::Value =
        serde_json::from_str(terraform.run(&["version", "-json"]).split("\nThere").next().unwrap())
            .unwrap();
    let version: semver::Version = shown["terraform_version"].as_str().unwrap().parse().unwrap();
    let (major, minor, patch) = (version.major, version.minor, version.patch);
    let mut cases: Vec<String> = [
        "",
        " ",
        ",",
        "1.0,",
        ">= 1.0",
        ">=1.0",
        ">=1",
        "  >=  1.0  ",
        "> 0",
        "~> 1",
        "~> 1.0",
        "~> 0",
        "~> 2",
        "~> 1.0.0",
        "< 1",
        "<= 99",
        "!= 1.0",
        "1",
        "v1.0",
        "^1.0",
        "1.x",
        "1.*",
        "*",
        "=> 1",
        "== 1.0",
        "~1.0",
        "1.0 || 2.0",
        ">= 1.0 < 2.0",
        ">= 1.0, < 99.0",
        ">= 1.0, < 1.1",
        "latest",
        ">= 1.0.0.0",
        "~> 1.0.0.0",
        ">= 1.0.0-beta1",
        "> 99.0.0-alpha",
        "1.0-beta",
        "1.0beta",
        "1..0",
        "1.0.0+x",
        ">= 01.0",
        "!= 1.0, != 1.1",
        "1.0.0+",
        ">= 0.0.0-0",
    ]
    .map(str::to_owned)
    .to_vec();
    for operator in ["", "=", "!=", "<", "<=", ">", ">=", "~>"] {
        for numbers in [
            format!("{major}.{minor}.{patch}"),
            format!("{major}.{minor}"),
            format!("{major}.{minor}.{}", patch + 1),
            format!("{major}.{minor}.{patch}.1"),
            format!("{major}.{}", minor + 1),
            format!("{major}.{minor}.{patch}-rc1"),
            format!("{major}.{minor}.{patch}+meta"),
        ] {
            cases.push(format!("{operator} {numbers}"));
        }
    }
    for (n, case) in cases.iter().enumerate() {
        let text = format!("terraform {{\n  required_version = {}\n}}\n", render::string(case));
        terraform.write(format!("c{n}.tf"), &text);
    }
    // What is no constraint keeps Terraform from comparing the others.
    let invalid = terraform.files_with_errors(&["validate", "-json"]);
    for (n, case) in cases.iter().enumerate() {
        let file = format!("c{n}.tf");
        assert_eq!(case.parse::<Constraint>().is_err(), invalid.contains(&file), "{case:?}");
        if invalid.contains(&file) {
            fs::remove_file(terraform.path().join(file)).unwrap();
        }
    }
    let refused = terraform.files_with_errors(&["validate", "-json"]);
    for (n, case) in cases.iter().enumerate() {
        let Ok(constraint) = case.parse::<Constraint>() else { continue };
        // Terraform wants no pre-release of itself required, whatever it would compare to.
        if constraint.terms.iter().all(|term| term.pre_release.is_empty()) {
            let theirs = !refused.contains(&format!("c{n}.tf"));
            assert_eq!(constraint.admits(&version), theirs, "{case:?} and {version}");
        }
    }
}

/// Values with everything in them that wants care when it is written.
fn careful_values() -> Vec<Value> {
    let texts = [
        "",
        "a\"b\\c",
        "${x} %{if}",
        "$${x}",
        "$$${x}",
        "%%{x}",
        "$",
        "$$",
        "%",
        "\n\r\t",
        "\u{1b}\u{7f}",
        "\u{feff}\u{202e}",
        "é \u{1f600}",
        "#{x}",
        "// x",
        "EOT",
    ];
    let keys = ["a", "for", "null", "true", "a-b", "_", "1a", "a.b", "a b", "é", "${x}", "if"];
    let numbers = [0.0, -1.5, 1e21, 1e-7, 123_456_789.0];
    vec![
        Value::Array(texts.iter().map(|text| Value::from(*text)).collect()),
        object(keys.iter().map(|key| (*key, Value::from(1)))),
        Value::Array(numbers.iter().map(|n| Value::from(*n)).collect()),
        object([
            ("empty", object([] as [(&str, Value); 0])),
            ("none", Value::Array(Vec::new())),
            ("nested", object([("list", Value::Array(vec![object([("x", Value::from(true))])]))])),
            ("long", Value::Array((0..40).map(|n| Value::from(format!("item {n}"))).collect())),
            ("lists", Value::Array(vec![Value::from(vec![1, 2]), Value::from(vec![3])])),
        ]),
    ]
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn values_that_are_written_are_read_back_by_terraform() {
    let terraform = Terraform::new();
    let values = careful_values();
    for (n, value) in values.iter().enumerate() {
        for (form, text) in
            [("line", render::value(value)), ("pretty", render::pretty_at(value, 2))]
        {
            let output = format!("output \"{form}_{n}\" {{\n  value = {text}\n}}\n");
            terraform.write(format!("{form}_{n}.tf"), &output);
            let ours = literal(&hcl::parse_expr(&text).unwrap());
            assert_eq!(ours.as_ref(), Some(value), "{text}");
        }
    }
    assert_eq!(terraform.run(&["fmt", "-list=true", "-diff"]), "", "terraform fmt changes it");
    terraform.run(&["init"]);
    terraform.run(&["apply", "-auto-approve"]);
    let shown = terraform.run(&["output", "-json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown).expect(&shown);
    for (n, value) in values.iter().enumerate() {
        for form in ["line", "pretty"] {
            let read = &shown[format!("{form}_{n}")]["value"];
            assert_eq!(*read, serde_json::to_value(value).unwrap(), "{form}");
        }
    }
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn types_over_several_lines_are_what_terraform_fmt_leaves() {
    let terraform = Terraform::new();
    let text = "object({ a = string, long_name = list(object({ id = string, x = optional(object({ y = \
                number, zz = any }), { y = 1, zz = \"z\" }) })), m = map(tuple([string, object({})])), \
                n = optional(set(number), []) })";
    let ty: Type = text.parse().unwrap();
    terraform.write("x.tf", &format!("variable \"x\" {{\n  type = {}\n}}\n", ty.pretty_at(2)));
    assert_eq!(terraform.run(&["fmt", "-list=true", "-diff"]), "");
    assert_eq!(ty.pretty().parse(), Ok(ty));
}
