//! Expressions by the hundred through one `terraform console`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;

use super::ours;
use crate::support::terraform::terraform;

/// What Terraform makes of each expression: the value in a list as JSON, or `error`.
///
/// `other` stands for what has no JSON, such as infinity.
fn theirs(expressions: &[String]) -> Vec<String> {
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
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = console.stdin.take().unwrap();
    input.write_all(b"base64encode(jsonencode(local.all))\n").unwrap();
    drop(input);
    let output = console.wait_with_output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(shown.trim().trim_matches('"'))
        .unwrap_or_else(|_| panic!("{shown}\n{}", String::from_utf8_lossy(&output.stderr)));
    serde_json::from_slice(&decoded).unwrap()
}

fn expressions() -> Vec<String> {
    let lines = include_str!("expressions.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with("# ")).map(str::to_owned).collect()
}

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn every_expression_of_the_table_comes_to_what_terraform_makes_of_it() {
    let expressions = expressions();
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
