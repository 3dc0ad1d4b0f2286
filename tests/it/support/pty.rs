//! A program at a terminal of its own: keys go in, and what is on its screen comes out.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use expectrl::process::unix::{PtyStream, Signal, UnixProcess, WaitStatus};
use expectrl::process::{Process, Termios};

use super::pave::{PAVE, Sandbox};

/// How long a screen may take to show what is expected: long enough for a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long nothing is drawn on a screen that is done.
const STILL: Duration = Duration::from_millis(300);

pub(crate) const ENTER: &str = "\r";
pub(crate) const ESC: &str = "\u{1b}";
pub(crate) const CTRL_C: &str = "\u{3}";
pub(crate) const UP: &str = "\u{1b}[A";
pub(crate) const DOWN: &str = "\u{1b}[B";
pub(crate) const BACKSPACE: &str = "\u{7f}";

/// A running program and its terminal.
pub(crate) struct Pty {
    process: UnixProcess,
    keys: PtyStream,
    chunks: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    /// All that was ever written, as it was written.
    pub(crate) raw: String,
    /// The folder it runs in, where nobody else keeps it.
    pub(crate) sandbox: Option<Sandbox>,
}

impl Pty {
    /// Runs `pave` in a folder, at a terminal of so many columns and lines that knows colours.
    pub(crate) fn pave(sandbox: &Sandbox, size: (u16, u16), args: &[&str]) -> Self {
        Self::with(sandbox, size, PAVE, args, &[])
    }

    /// The same for any program, with more in its environment.
    pub(crate) fn with(
        sandbox: &Sandbox,
        (columns, lines): (u16, u16),
        program: impl AsRef<OsStr>,
        args: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        // The terminal has its size before the program looks at it: whoever opened it gives it
        // another at first, and says when that has been done.
        let mut command = sandbox.command("sh");
        command
            .args(["-c", "read -r opened; stty echo cols $0 rows $1; shift; exec \"$@\""])
            .args([columns.to_string(), lines.to_string()])
            .arg(program)
            .args(args)
            .stdin(Stdio::inherit())
            .env_remove("NO_COLOR")
            .env("TERM", "xterm-256color")
            .envs(environment.iter().copied());
        Self::start(command, (columns, lines))
    }

    fn start(command: Command, (columns, lines): (u16, u16)) -> Self {
        let mut process = UnixProcess::spawn_command(command).unwrap();
        let mut output = process.open_stream().unwrap();
        let keys = process.open_stream().unwrap();
        let (sender, chunks) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // Reading fails when the program is gone and with it the other end.
            while let Ok(read @ 1..) = output.read(&mut buffer) {
                if sender.send(buffer[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        let size = |n| NonZeroU16::new(n).unwrap();
        let screen = vt100::Parser::new(size(lines), size(columns), 0);
        let mut pty = Self { process, keys, chunks, screen, raw: String::new(), sandbox: None };
        pty.send("\n");
        pty
    }

    /// Types.
    pub(crate) fn send(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub(crate) fn wait(&mut self, text: &str) -> &mut Self {
        self.until(&format!("{text:?} on the screen"), |screen| screen.contains(text))
    }

    /// Panics unless a text was written at some time, wherever it is now.
    #[track_caller]
    pub(crate) fn wrote(&mut self, text: &str) -> &mut Self {
        let raw = self.raw.replace("\r\n", "\n");
        assert!(raw.contains(text), "no {text:?} in:\n{}", self.text());
        self
    }

    /// Waits until the screen shows a text no more.
    #[track_caller]
    pub(crate) fn wait_gone(&mut self, text: &str) -> &mut Self {
        self.until(&format!("{text:?} gone"), |screen| !screen.contains(text))
    }

    /// Waits until nothing more is drawn for a while: a screen is drawn in several pieces.
    pub(crate) fn settle(&mut self) -> &mut Self {
        while let Ok(chunk) = self.chunks.recv_timeout(STILL) {
            self.take(&chunk);
        }
        self
    }

    #[track_caller]
    fn until(&mut self, what: &str, holds: impl Fn(&str) -> bool) -> &mut Self {
        let deadline = Instant::now() + PATIENCE;
        while !holds(&self.text()) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(left) {
                Ok(chunk) => self.take(&chunk),
                Err(RecvTimeoutError::Timeout) => {
                    panic!("no {what}, but:\n{}", self.text());
                }
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("it ended without {what}:\n{}", self.text());
                }
            }
        }
        self
    }

    fn take(&mut self, chunk: &[u8]) {
        self.screen.process(chunk);
        self.raw.push_str(&String::from_utf8_lossy(chunk));
    }

    /// What is on the screen, without the empty lines at its end.
    pub(crate) fn text(&self) -> String {
        self.screen.screen().contents().trim_end().to_owned()
    }

    /// The screen itself, with its colours.
    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// Whether what is typed is shown by the terminal itself, as it is unless a program asks for
    /// single keys.
    pub(crate) fn echoes(&self) -> bool {
        self.process.is_echo().unwrap()
    }

    /// Sends a signal, as `kill` does.
    pub(crate) fn kill(&mut self, signal: Signal) {
        self.process.signal(signal).unwrap();
    }

    /// Waits for the end; gives the exit code, or 128 and the number of the signal.
    #[track_caller]
    pub(crate) fn end(&mut self) -> i32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(left) {
                Ok(chunk) => self.take(&chunk),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it does not end:\n{}", self.text()),
            }
        }
        match self.process.wait().unwrap() {
            WaitStatus::Exited(_, code) => code,
            WaitStatus::Signaled(_, signal, _) => 128 + signal as i32,
            other => panic!("{other:?}"),
        }
    }

    /// Panics unless it ends with an exit code.
    #[track_caller]
    pub(crate) fn expect(&mut self, code: i32) -> &mut Self {
        assert_eq!(self.end(), code, "{}", self.text());
        self
    }
}
