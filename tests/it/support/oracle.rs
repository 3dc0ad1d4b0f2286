//! HashiCorp's parser and Terraform, asked about many texts at once.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::terraform::terraform;

/// What HashiCorp's parser makes of a text.
#[derive(Debug, PartialEq)]
pub(crate) enum Answer {
    /// It is valid; the JSON form, where it has one.
    Valid(Option<Value>),
    /// It is not, and why.
    Invalid(String),
}

/// Asks HashiCorp's parser about each text.
///
/// A test that calls this is marked `#[cfg_attr(no_hcl2json, ignore = "...")]`.
pub(crate) fn hcl2json(texts: &[String]) -> Vec<Answer> {
    let driver = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/hcl2json.js");
    let mut node = Command::new("node")
        .arg(driver)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node is needed to run HashiCorp's parser");
    let mut input = node.stdin.take().unwrap();
    let output = BufReader::new(node.stdout.take().unwrap());
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        scope.spawn(move || {
            for text in texts {
                writeln!(input, "{}", Value::from(text.as_str())).unwrap();
            }
        });
        output.lines().map(|line| answer(&line.unwrap())).collect()
    });
    node.wait().unwrap();
    assert_eq!(answers.len(), texts.len(), "HashiCorp's parser stopped early");
    answers
}

fn answer(line: &str) -> Answer {
    let mut answer: Value = serde_json::from_str(line).unwrap();
    match answer["error"].as_str() {
        None => Answer::Valid(Some(answer["json"].take())),
        // It was read, and only its JSON form does not exist: labels of several depths, say.
        Some(error) if !error.starts_with("parse config:") => Answer::Valid(None),
        Some(error) => Answer::Invalid(error.to_owned()),
    }
}

/// Lays out each text with `terraform fmt`; none for a text that it refuses.
///
/// A test that calls this is marked `#[cfg_attr(no_terraform, ignore = "...")]`.
pub(crate) fn terraform_fmt(texts: &[String]) -> Vec<Option<String>> {
    let directory = tempfile::tempdir().unwrap();
    let path = |i: usize| -> PathBuf { directory.path().join(format!("f{i:06}.tf")) };
    for (i, text) in texts.iter().enumerate() {
        std::fs::write(path(i), text).unwrap();
    }
    let output = Command::new(terraform())
        .args(["fmt", "-no-color", "-list=false"])
        .current_dir(directory.path())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).replace('\n', " ");
    let laid_out = |i: usize| {
        let refused = errors.contains(&format!("on f{i:06}.tf line "));
        (!refused).then(|| std::fs::read_to_string(path(i)).unwrap())
    };
    (0..texts.len()).map(laid_out).collect()
}
