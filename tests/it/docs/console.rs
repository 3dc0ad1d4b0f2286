//! Every `console` block of the pages is run.
//!
//! A line that starts with `$ ` is a command for `sh`; the lines up to the next one are what it
//! prints, on both streams, where `...` stands for anything: for any lines when it is alone on
//! one, else for any part of a line. A command that ends with another code than 0 is wrong unless
//! the page shows the code (`$ pave ...; echo "exit code $?"`). The blocks of a page share a
//! folder and are run in order. A block that says more than `console` is not run, but for
//! `console terraform`, which is run where there is Terraform.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::{pages, repository, text, updating};
use crate::support::pave::Sandbox;

/// A command and what the page says that it prints.
#[derive(Debug)]
struct Step<'t> {
    /// The line of the page, from 1.
    line: usize,
    command: &'t str,
    expected: Vec<&'t str>,
    needs_terraform: bool,
}

#[test]
fn what_the_pages_show_is_what_happens() {
    let mut wrong = String::new();
    for page in pages() {
        let text = text(&page);
        let steps = steps(&text);
        if !steps.is_empty() {
            play(&page, &text, &steps, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}\nPAVE_UPDATE_DOCS=1 writes what is printed now\n");
}

/// Runs the steps of a page; adds to `wrong` what differs, or puts it right on the page.
fn play(page: &Path, text: &str, steps: &[Step<'_>], wrong: &mut String) {
    let sandbox = Sandbox::new();
    let mut lines: Vec<&str> = text.lines().collect();
    let mut updates = Vec::new();
    for step in steps {
        if step.needs_terraform && cfg!(no_terraform) {
            break;
        }
        let script = format!("exec 2>&1\n{}", step.command);
        let output = sandbox.command("sh").args(["-c", &script]).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let printed = printed.trim_end();
        let place = format!("{}:{}: $ {}", page.display(), step.line, step.command);
        if !output.status.success() {
            writeln!(wrong, "{place}\nended with {}:\n{printed}\n", output.status).unwrap();
            continue;
        }
        let printed: Vec<String> = printed.lines().map(|l| l.trim_end().to_owned()).collect();
        if !matches(&step.expected, &printed) {
            if updating() {
                updates.push((step.line, step.expected.len(), printed));
            } else {
                writeln!(wrong, "{place}\nprinted:\n{}\n", printed.join("\n")).unwrap();
            }
        }
    }
    for (line, count, printed) in updates.iter().rev() {
        lines.splice(line..&(line + count), printed.iter().map(String::as_str));
    }
    if !updates.is_empty() {
        fs::write(repository().join(page), lines.join("\n") + "\n").unwrap();
    }
}

/// The commands of a page, in order.
fn steps(text: &str) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut fence = None;
    for (i, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        match fence {
            None if trimmed.starts_with("```") => fence = Some(trimmed.trim_matches('`').trim()),
            Some(_) if trimmed.starts_with("```") => fence = None,
            Some(info @ ("console" | "console terraform")) => match trimmed.strip_prefix("$ ") {
                Some(command) => steps.push(Step {
                    line: i + 1,
                    command,
                    expected: Vec::new(),
                    needs_terraform: info != "console",
                }),
                None => {
                    let step = steps.last_mut().expect("a console block begins with `$ `");
                    step.expected.push(line);
                }
            },
            _ => {}
        }
    }
    for step in &mut steps {
        while step.expected.last().is_some_and(|line| line.is_empty()) {
            step.expected.pop();
        }
    }
    steps
}

/// Whether lines are as a page says.
fn matches<S: AsRef<str>>(expected: &[&str], printed: &[S]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((&"...", rest)) => (0..=printed.len()).any(|skip| matches(rest, &printed[skip..])),
        Some((first, rest)) => {
            let Some((line, printed)) = printed.split_first() else { return false };
            line_matches(first.trim_end(), line.as_ref()) && matches(rest, printed)
        }
    }
}

/// Whether one line is as a page says.
fn line_matches(expected: &str, line: &str) -> bool {
    let Some((before, after)) = expected.split_once("...") else { return expected == line };
    let Some(rest) = line.strip_prefix(before) else { return false };
    (0..=rest.len()).filter(|i| rest.is_char_boundary(*i)).any(|i| line_matches(after, &rest[i..]))
}

#[test]
fn dots_stand_for_anything_in_a_line_and_between_lines() {
    assert!(matches(&["a", "...", "d"], &["a", "b", "c", "d"]));
    assert!(matches(&["a", "..."], &["a"]) && matches(&["..."], &[""; 0]));
    assert!(matches(&["wrote ... files to ..."], &["wrote 12 files to payments"]));
    assert!(!matches(&["a"], &["a", "b"]) && !matches(&["a", "...", "d"], &["a", "d", "e"]));
    assert!(!matches(&["wrote ... files"], &["wrote 12 folders"]));
}

#[test]
fn only_blocks_that_are_plainly_console_are_run() {
    let page = "```console\n$ one\nout\n\n$ two\n```\n```console norun\n$ three\n```\n\
                ```console terraform\n$ four\n```\n```sh\n$ five\n```\n";
    let steps = steps(page);
    let told: Vec<_> =
        steps.iter().map(|s| (s.line, s.command, s.expected.len(), s.needs_terraform)).collect();
    assert_eq!(told, [(2, "one", 1, false), (5, "two", 0, false), (11, "four", 0, true)]);
}
