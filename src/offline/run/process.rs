//! Starts Terraform, tells each line it prints, and sees to it that nothing is left running.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};

use super::interrupt::Interrupt;
use crate::error::{Error, ErrorKind, Result};

/// How long Terraform may take to stop by itself once it was interrupted.
const GRACE: Duration = Duration::from_secs(5);

/// What is said when the user has ended a run.
pub const INTERRUPTED: &str = "the run was interrupted";

/// The Terraform program, and where and with what surroundings it is run.
#[derive(Debug)]
pub(super) struct Terraform {
    /// The program.
    pub(super) program: Utf8PathBuf,
    /// The directory it works in.
    pub(super) dir: Utf8PathBuf,
    /// What is set for it, beside what is inherited.
    pub(super) environment: Vec<(String, String)>,
}

/// A line that was printed.
#[derive(Debug)]
pub(super) struct Line {
    /// Whether on standard error.
    pub(super) error: bool,
    /// The line, without its ending.
    pub(super) text: String,
}

impl Terraform {
    /// The program to run: the one given, the one in `PAVE_TERRAFORM`, or the one on the `PATH`.
    #[must_use]
    pub(super) fn program(given: Option<&Utf8Path>) -> Utf8PathBuf {
        let variable = std::env::var("PAVE_TERRAFORM").ok().filter(|v| !v.is_empty());
        given
            .map(Utf8Path::to_owned)
            .or_else(|| variable.map(Into::into))
            .unwrap_or("terraform".into())
    }

    /// Runs Terraform to its end and says whether it went well; each line goes to `on`.
    ///
    /// # Errors
    /// When it cannot be started, and when it was interrupted.
    pub(super) fn run(&self, arguments: &[String], on: &mut dyn FnMut(Line)) -> Result<bool> {
        let interrupt = Interrupt::watch();
        let mut child = Running(self.start(arguments)?);
        let (sender, lines) = mpsc::channel();
        let stdout = child.0.stdout.take().expect("it is piped");
        let stderr = child.0.stderr.take().expect("it is piped");
        read_lines(stdout, false, sender.clone());
        read_lines(stderr, true, sender);
        let mut interrupted: Option<Instant> = None;
        loop {
            match lines.recv_timeout(Duration::from_millis(100)) {
                Ok(line) => on(line),
                Err(RecvTimeoutError::Timeout) => {}
                // Both ends are closed: Terraform has ended, or is about to.
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if interrupt.happened() && interrupted.is_none() {
                interrupted = Some(Instant::now());
            }
            // On a terminal, Terraform was interrupted as well and is stopping.
            if interrupted.is_some_and(|since| since.elapsed() > GRACE) || interrupt.must_end() {
                child.kill();
            }
            // Whoever it had started may hold the pipes open for longer.
            if interrupted.is_some() && child.has_ended() {
                break;
            }
        }
        let status = child.wait()?;
        if interrupt.happened() {
            return Err(Error::new(ErrorKind::Refused, INTERRUPTED));
        }
        Ok(status.success())
    }

    /// What Terraform prints to standard output, when all goes well.
    ///
    /// # Errors
    /// When it cannot be started, fails, or was interrupted.
    pub(super) fn capture(&self, arguments: &[String]) -> Result<String> {
        let (mut out, mut problem) = (String::new(), String::new());
        let ok = self.run(arguments, &mut |line| {
            let to = if line.error { &mut problem } else { &mut out };
            to.push_str(&line.text);
            to.push('\n');
        })?;
        if ok {
            return Ok(out);
        }
        Err(Error::io(
            format!("`terraform {}` failed", arguments.join(" ")),
            problem.trim().to_owned(),
        ))
    }

    fn start(&self, arguments: &[String]) -> Result<Child> {
        let mut command = Command::new(&self.program);
        command.args(arguments).current_dir(&self.dir);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            // Input variables are the user's words; everything else would change what is run.
            if name.starts_with("TF_") && !name.starts_with("TF_VAR_") {
                command.env_remove(&*name);
            }
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.spawn().map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => {
                Error::io(format!("there is no program `{}`", self.program), e)
                    .hint("install Terraform 1.11 or later and have it on the PATH")
                    .hint("or name it: PAVE_TERRAFORM=/path/to/terraform")
            }
            _ => Error::io(format!("cannot start `{}`", self.program), e),
        })
    }
}

/// A child that does not outlive this value.
struct Running(Child);

impl Running {
    /// Ends it the hard way; that it has ended already is fine.
    fn kill(&mut self) {
        let _ = self.0.kill();
    }

    fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }

    fn wait(&mut self) -> Result<ExitStatus> {
        self.0.wait().map_err(|e| Error::io("cannot tell how terraform ended", e))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.has_ended() {
            self.kill();
            let _ = self.0.wait();
        }
    }
}

fn read_lines(stream: impl Read + Send + 'static, error: bool, to: mpsc::Sender<Line>) {
    std::thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        let mut bytes = Vec::new();
        while matches!(stream.read_until(b'\n', &mut bytes), Ok(1..)) {
            let text = String::from_utf8_lossy(&bytes);
            let text = text.trim_end_matches(['\n', '\r']).to_owned();
            if to.send(Line { error, text }).is_err() {
                return;
            }
            bytes.clear();
        }
    });
}
