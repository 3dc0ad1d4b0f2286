//! Programs that run beside the tests and end with them, whatever ends the tests.

use std::process::{Child, Command, Stdio};

/// A program that ends when the value is dropped, or when the process of the tests is gone.
pub(crate) struct Beside(Child);

impl Beside {
    /// Starts a line of shell. It is told to end with the signal `signal`; what `after` says is
    /// done when it has.
    #[track_caller]
    pub(crate) fn start(line: &str, signal: &str, after: &str) -> Self {
        // The shell reads from a pipe that nobody writes to: it ends with the process that holds
        // the other side.
        let script = format!(
            "{line} </dev/null & pid=$!\n\
             while read -r _; do :; done\n\
             kill -{signal} $pid; wait $pid; {after}\n"
        );
        let child = Command::new("sh")
            .args(["-c", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}
