//! How long somebody at a terminal waits for the first question: from the start of the process
//! until all of the question is on the screen.

#![allow(missing_docs, clippy::unwrap_used, reason = "a measurement stops at the first surprise")]

use std::io::{Read, Write};
use std::process::Command;

use divan::Bencher;
use expectrl::process::Process;
use expectrl::process::unix::{PtyStream, UnixProcess};

/// The end of what stands under every question.
const LAST_WORDS: &[u8] = b"ctrl-c stop";

const CTRL_C: &[u8] = b"\x03";

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 50, sample_size = 1)]
fn what_do_you_need(bencher: Bencher<'_, '_>) {
    measure(bencher, &["new"]);
}

/// The sentence is understood and composed before anything is asked.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn after_a_sentence(bencher: Bencher<'_, '_>) {
    measure(
        bencher,
        &["new", "a payments API in containers with Postgres, and receipts stored as files"],
    );
}

/// A program at its first question; it is stopped and waited for when it goes.
struct Asking {
    process: UnixProcess,
    terminal: PtyStream,
}

fn measure(bencher: Bencher<'_, '_>, args: &[&str]) {
    let home = tempfile::tempdir().unwrap();
    let command = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pave"));
        command.args(args).current_dir(home.path()).env_clear();
        command.env("HOME", home.path()).env("TERM", "xterm-256color");
        command
    };
    bencher.with_inputs(command).bench_values(|command| {
        let mut process = UnixProcess::spawn_command(command).unwrap();
        let mut terminal = process.open_stream().unwrap();
        let mut shown = Vec::new();
        let mut buffer = [0; 4096];
        while !shown.windows(LAST_WORDS.len()).any(|words| words == LAST_WORDS) {
            let read = terminal.read(&mut buffer).unwrap();
            shown.extend_from_slice(&buffer[..read]);
        }
        Asking { process, terminal }
    });
}

impl Drop for Asking {
    fn drop(&mut self) {
        self.terminal.write_all(CTRL_C).unwrap();
        let mut rest = Vec::new();
        // Ends with an error when the program has gone.
        let _ = self.terminal.read_to_end(&mut rest);
        self.process.wait().unwrap();
    }
}
