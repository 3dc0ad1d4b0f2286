//! What the rows of the table say of Terraform, proven with Terraform.

use std::sync::Mutex;

use serde_json::Value;

use super::rows::{Row, lint_of, rows};
use crate::support::pave::Sandbox;

/// How many rows are tried at once.
const AT_ONCE: usize = 2;

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn terraform_does_what_every_row_says() {
    let rows: Vec<_> =
        rows().into_iter().filter(|(_, (_, row))| row.terraform != "unasked").collect();
    let (open, wrong) = (Mutex::new(rows.iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some((name, (folder, row))) = open.lock().unwrap().next() else { return };
                    let [old, new] = ["old", "new"].map(|side| folder.join(side));
                    let mut words = vec!["diff", old.to_str().unwrap(), new.to_str().unwrap()];
                    words.extend(["--prove", "--json"]);
                    words.extend(row.words.iter().map(String::as_str));
                    let told = Sandbox::new().pave(&words).json();
                    if let Err(why) = proven(lint_of(name), row, &told) {
                        wrong.lock().unwrap().push(format!("{name} ({}): {why}", row.row));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// Whether the proofs of a lint's changes are as its row says.
fn proven(lint: &str, row: &Row, told: &Value) -> Result<(), String> {
    let changes = told["changes"].as_array().ok_or_else(|| told.to_string())?;
    for change in changes.iter().filter(|change| change["lint"] == lint) {
        let proof = &change["proof"];
        let evidence = proof["evidence"].as_str();
        let subject = &change["subject"];
        let as_said = match evidence {
            None => row.terraform == "agrees",
            // There is no caller that shows it.
            Some("unprovable") if proof["caller"].is_null() => row.terraform == "agrees",
            Some(evidence) => evidence == row.terraform,
        };
        if !as_said {
            return Err(format!("{subject} is not `{}`: {proof:#}", row.terraform));
        }
        let message = format!("{}: {}", proof["message"], proof["detail"]);
        if let Some(says) = row.says.as_ref().filter(|says| !message.contains(*says)) {
            return Err(format!("{subject}: not \"{says}\" but {message}"));
        }
    }
    Ok(())
}
