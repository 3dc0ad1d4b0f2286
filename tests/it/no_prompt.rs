//! Nothing ever waits for an answer where nobody sits: every command, with everything missing
//! that it needs. The commands come from the command line itself, so that none is left out.

use std::io::Read;
use std::process::{Child, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use crate::support::pave::{PAVE, Sandbox};
use crate::support::pty::Pty;

/// How long a command may take that has nothing to wait for.
const PATIENCE: Duration = Duration::from_secs(10);

/// What stands under a prompt of any kind.
const PROMPTS: [&str; 2] = ["ctrl-c stop", "`quit`"];

/// Requests of `new` that lack something, and what the message names.
const LACKING: &[(&[&str], &[&str])] = &[
    (&["new"], &["--blueprint"]),
    (&["new", "--name", "a"], &["--blueprint"]),
    (&["new", "--resume"], &["--resume"]),
    (&["new", "a worker"], &["--owner", ".image=", "--name"]),
    (&["new", "an api called pay with postgres"], &["--owner", "--choose data-class="]),
    (&["new", "--use", "queue"], &["--name", "--owner"]),
    (&["new", "--blueprint", "http-api", "--name", "a"], &["--owner", "api.image="]),
];

/// Every command line without anything, and each with one of the things it needs left out.
///
/// The second part is what the message must name.
fn command_lines() -> Vec<(Vec<String>, Vec<String>)> {
    fn walk(command: &clap::Command, path: &[String], lines: &mut Vec<(Vec<String>, Vec<String>)>) {
        let required: Vec<&clap::Arg> =
            command.get_arguments().filter(|arg| arg.is_required_set()).collect();
        for left_out in &required {
            let mut line = path.to_vec();
            for arg in required.iter().filter(|arg| arg.get_id() != left_out.get_id()) {
                line.extend(arg.get_long().map(|long| format!("--{long}")));
                let values = arg.get_possible_values();
                let value = values.first().map_or("queue", |value| value.get_name());
                line.push(value.to_owned());
            }
            let named = match left_out.get_long() {
                Some(long) => format!("--{long}"),
                None => format!("<{}>", left_out.get_value_names().unwrap()[0]),
            };
            lines.push((line, vec![named]));
        }
        if required.is_empty() {
            lines.push((path.to_vec(), Vec::new()));
        }
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            let path: Vec<String> =
                path.iter().cloned().chain([sub.get_name().to_owned()]).collect();
            walk(sub, &path, lines);
        }
    }
    let mut lines = Vec::new();
    walk(&pavestone::cli::command(), &[], &mut lines);
    // It lacks nothing and serves until it is told to end; it has no terminal in any test of it.
    lines.retain(|(line, _)| *line != ["serve"]);
    for (line, named) in LACKING {
        let owned = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
        lines.push((owned(line), owned(named)));
    }
    lines
}

/// Waits for a program whose standard input nobody writes to; gives its exit code and messages.
fn ended(mut child: Child, line: &[String]) -> (Option<i32>, String) {
    let mut stderr = child.stderr.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut text = String::new();
        let _ = stderr.read_to_string(&mut text);
        let _ = stdout.read_to_string(&mut String::new());
        let _ = sender.send(text);
    });
    let Ok(text) = receiver.recv_timeout(PATIENCE) else {
        let _ = child.kill();
        panic!("`pave {}` waits for something", line.join(" "));
    };
    (child.wait().unwrap().code(), text)
}

fn assert_told(line: &[String], named: &[String], code: Option<i32>, text: &str) {
    let line = line.join(" ");
    assert!(!PROMPTS.iter().any(|prompt| text.contains(prompt)), "`pave {line}` asks:\n{text}");
    if !named.is_empty() {
        assert_eq!(code, Some(2), "pave {line}\n{text}");
    }
    for name in named {
        assert!(text.contains(name), "`pave {line}` does not name {name}:\n{text}");
    }
}

#[test]
fn nothing_waits_at_a_pipe_and_what_is_missing_is_named() {
    let lines = command_lines();
    assert!(lines.len() > 20, "the walk finds the commands: {lines:?}");
    for (line, named) in lines {
        let sandbox = Sandbox::new();
        let mut command = sandbox.command(PAVE);
        command.args(&line).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let held_open = child.stdin.take();
        let (code, text) = ended(child, &line);
        drop(held_open);
        assert_told(&line, &named, code, &text);
    }
}

/// Runs everything at a terminal where something says that nobody is to be asked.
fn assert_not_asked(environment: &[(&str, &str)], flag: Option<&str>) {
    for (mut line, named) in command_lines() {
        line.extend(flag.map(str::to_owned));
        let sandbox = Sandbox::new();
        let args: Vec<&str> = line.iter().map(String::as_str).collect();
        let mut pty = Pty::with(&sandbox, (200, 60), PAVE, &args, environment);
        let code = pty.end();
        assert_told(&line, &named, Some(code), &pty.raw);
    }
}

#[test]
fn continuous_integration_is_not_asked_though_it_has_a_terminal() {
    assert_not_asked(&[("CI", "true")], None);
}

#[test]
fn pave_no_input_asks_nothing_at_a_terminal() {
    assert_not_asked(&[("PAVE_NO_INPUT", "1")], None);
}

#[test]
fn no_input_asks_nothing_at_a_terminal() {
    assert_not_asked(&[], Some("--no-input"));
}

#[test]
fn flags_that_settle_it_ask_nothing_at_a_terminal() {
    for flag in ["--json", "--yes", "--dry-run", "--diff"] {
        let sandbox = Sandbox::new();
        let args = ["new", "--use", "container-service=api", flag];
        let mut pty = Pty::pave(&sandbox, (200, 60), &args);
        let code = pty.end();
        let line = args.map(str::to_owned);
        let takes_stand_ins = flag == "--yes";
        let named: &[&str] = if takes_stand_ins { &[] } else { &["--owner", "api.image="] };
        let named: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
        assert_told(&line, &named, Some(code), &pty.raw);
        assert_eq!(code == 0, takes_stand_ins, "{flag}: {}", pty.raw);
    }
}

#[test]
fn where_the_environment_says_that_it_is_off_there_are_questions() {
    let sandbox = Sandbox::new();
    let environment = [("CI", "false"), ("PAVE_NO_INPUT", "0")];
    let mut pty = Pty::with(&sandbox, (100, 40), PAVE, &["new"], &environment);
    pty.wait("ctrl-c stop]").send(crate::support::pty::CTRL_C).expect(130);
}
