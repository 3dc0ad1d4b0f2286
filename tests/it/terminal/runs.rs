//! Whole runs of `pave new` at a terminal.

use crate::support::pave::Sandbox;
use crate::support::pty::{CTRL_C, DOWN, ENTER, ESC, Pty};

/// Columns and lines of a usual terminal.
const SCREEN: (u16, u16) = (100, 60);

const SENTENCE: &str =
    "public http api called orders with postgres and an events queue, eu, dev and prod";

#[test]
fn look() {
    let sandbox = Sandbox::new();
    let mut pty = Pty::pave(&sandbox, SCREEN, &["new"]);
    pty.wait("ctrl-c stop]");
    eprintln!("{}", pty.text());
    pty.send(SENTENCE).wait("and prod").send(ENTER).wait("1/");
    pty.wait("ctrl-c stop]");
    eprintln!("-----------\n{}", pty.text());
    pty.send("team-orders").send(ENTER).wait("2/").wait("ctrl-c stop]");
    eprintln!("-----------\n{}", pty.text());
    pty.send(ENTER).wait("What now?").wait("ctrl-c stop]");
    eprintln!("-----------\n{}", pty.text());
    pty.send(ENTER);
    eprintln!("{}", pty.end());
    eprintln!("-----------\n{}", pty.text());
}
