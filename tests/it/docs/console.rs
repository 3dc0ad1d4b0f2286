//! Every `console` block of the pages is run.
//!
//! A line that starts with `$ ` is a command for `sh`; the lines up to the next one are what it
//! prints, on both streams, where `...` stands for anything: for any lines when it is alone on
//! one, else for any part of a line. A command that ends with another code than 0 is wrong unless
//! the page shows the code (`$ pave ...; echo "exit code $?"`). The blocks of a page share a
//! folder and are run in order. A block that says more than `console` is not run, but for
//! `console terraform`, which is run where there is Terraform. A block of any language that says
//! `file=PATH` is written to that file first.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::{pages, repository, text, updating};
use crate::support::pave::Sandbox;

/// What a page has the reader do.
#[derive(Debug, PartialEq)]
enum Step<'t> {
    /// Write a file: its path and its lines.
    Write(&'t str, Vec<&'t str>),
    /// Run a command.
    Run(Command<'t>),
}

/// A command and what the page says that it prints.
#[derive(Debug, PartialEq)]
struct Command<'t> {
    /// The line of the page, from 1.
    line: usize,
    text: &'t str,
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
        let step = match step {
            Step::Write(path, lines) => {
                sandbox.write(path, lines.join("\n") + "\n");
                continue;
            }
            Step::Run(command) => command,
        };
        if step.needs_terraform && cfg!(no_terraform) {
            break;
        }
        let script = format!("exec 2>&1\n{}", step.text);
        let output = sandbox.command("sh").args(["-c", &script]).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let printed = printed.trim_end();
        let place = format!("{}:{}: $ {}", page.display(), step.line, step.text);
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

/// What a page has the reader do, in order.
fn steps(text: &str) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    let mut fence = None;
    for (i, line) in text.lines().enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            fence = if fence.is_some() { None } else { Some(info.trim()) };
            let file = info.split(' ').find_map(|word| word.strip_prefix("file="));
            steps.extend(file.map(|path| Step::Write(path, Vec::new())));
            continue;
        }
        match (fence, line.strip_prefix("$ ")) {
            (Some(info @ ("console" | "console terraform")), Some(text)) => {
                let needs_terraform = info != "console";
                let line = i + 1;
                steps.push(Step::Run(Command {
                    line,
                    text,
                    expected: Vec::new(),
                    needs_terraform,
                }));
            }
            (Some("console" | "console terraform"), None) => match steps.last_mut() {
                Some(Step::Run(command)) => command.expected.push(line),
                _ => panic!("line {}: a console block begins with `$ `", i + 1),
            },
            (Some(info), _) if info.contains("file=") => match steps.last_mut() {
                Some(Step::Write(_, lines)) => lines.push(line),
                _ => unreachable!("the fence has just begun it"),
            },
            _ => {}
        }
    }
    for step in &mut steps {
        let Step::Run(command) = step else { continue };
        while command.expected.last().is_some_and(|line| line.is_empty()) {
            command.expected.pop();
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
    let run = |line, text, expected, needs_terraform| {
        Step::Run(Command { line, text, expected, needs_terraform })
    };
    assert_eq!(
        steps(page),
        [
            run(2, "one", vec!["out"], false),
            run(5, "two", Vec::new(), false),
            run(11, "four", Vec::new(), true),
        ]
    );
}

#[test]
fn a_block_with_the_name_of_a_file_is_written() {
    let page = "```yaml file=a/b.yaml\na: 1\n\nb: 2\n```\n```yaml\nc: 3\n```\n";
    assert_eq!(steps(page), [Step::Write("a/b.yaml", vec!["a: 1", "", "b: 2"])]);
}
