//! A run that is not let finish.

use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::*;

/// Starts a run of a Terraform that never ends, sends a signal once it is under way, and returns
/// what was said.
fn interrupted(signal: &str, to_all: bool) -> (String, Bench) {
    let bench = bench(&[
        ("root/main.tf", ""),
        ("terraform", "#!/bin/sh\ntouch \"$TMPDIR/../started\"\nsleep 60\n"),
        ("tmp/.keep", ""),
    ]);
    let script = bench.path("terraform");
    std::fs::remove_file(bench.path("tmp/.keep")).unwrap();
    assert!(Command::new("chmod").args(["+x", script.as_str()]).status().unwrap().success());
    let mut run = bench.folder.command(PAVE);
    run.args(["plan", "root"])
        .env("PAVE_TERRAFORM", &script)
        .env("TMPDIR", bench.path("tmp"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    let run = run.spawn().unwrap();
    let began = Instant::now();
    while !bench.path("started").exists() {
        assert!(began.elapsed() < Duration::from_secs(30), "terraform was not started");
        std::thread::sleep(Duration::from_millis(20));
    }
    let target = if to_all { format!("-{}", run.id()) } else { run.id().to_string() };
    let sent = Command::new("kill").args([signal, "--", &target]).status().unwrap();
    assert!(sent.success());
    let output = run.wait_with_output().unwrap();
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    assert_eq!(output.status.code(), Some(1));
    (String::from_utf8(output.stderr).unwrap(), bench)
}

#[test]
fn ctrl_c_ends_a_run_and_leaves_nothing_behind() {
    let (said, bench) = interrupted("-INT", true);
    assert!(said.contains("the run was interrupted"), "{said}");
    assert_eq!(bench.files(), ["root/main.tf", "started", "terraform"]);
}

#[test]
fn a_run_that_is_asked_to_end_takes_terraform_with_it() {
    let (said, bench) = interrupted("-TERM", false);
    assert!(said.contains("the run was interrupted"), "{said}");
    assert_eq!(bench.files(), ["root/main.tf", "started", "terraform"]);
}
