//! HashiCorp's parser and Terraform, asked about many texts at once.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

/// What HashiCorp's parser makes of a text.
#[derive(Debug, PartialEq)]
pub(crate) enum Answer {
    /// It is valid; the JSON form, where it has one.
    Valid(Option<Value>),
    /// It is not, and why.
    Invalid(String),
}

/// Asks HashiCorp's parser about each text; none when it is not installed.
pub(crate) fn hcl2json(texts: &[String]) -> Option<Vec<Answer>> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
    if !home.join("node_modules/@cdktf/hcl2json").exists() || !runs("node", "--version") {
        super::skip("@cdktf/hcl2json", "run `npm ci` in tests/oracle");
        return None;
    }
    let mut node = Command::new("node")
        .arg(home.join("hcl2json.js"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
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
    Some(answers)
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

/// Lays out each text with `terraform fmt`; none for a text that it refuses, and none at all when
/// there is no Terraform.
pub(crate) fn terraform_fmt(texts: &[String]) -> Option<Vec<Option<String>>> {
    static FOUND: LazyLock<bool> = LazyLock::new(|| runs("terraform", "version"));
    if !*FOUND {
        super::skip("terraform", "put terraform 1.11 on the PATH");
        return None;
    }
    let directory = tempfile::tempdir().unwrap();
    let path = |i: usize| -> PathBuf { directory.path().join(format!("f{i:06}.tf")) };
    for (i, text) in texts.iter().enumerate() {
        std::fs::write(path(i), text).unwrap();
    }
    let output = Command::new("terraform")
        .args(["fmt", "-no-color", "-list=false"])
        .current_dir(directory.path())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).replace('\n', " ");
    let laid_out = (0..texts.len()).map(|i| {
        let refused = errors.contains(&format!("on f{i:06}.tf line "));
        (!refused).then(|| std::fs::read_to_string(path(i)).unwrap())
    });
    Some(laid_out.collect())
}

fn runs(program: &str, argument: &str) -> bool {
    Command::new(program).arg(argument).output().is_ok_and(|output| output.status.success())
}
