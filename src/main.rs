//! The `pave` command: the only place that knows the process.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use pavestone::cli::{self, Terminal};

fn main() -> ExitCode {
    let terminal = Terminal {
        out_colour: cli::colour_wanted(io::stdout().is_terminal()),
        err_colour: cli::colour_wanted(io::stderr().is_terminal()),
        progress: io::stderr().is_terminal(),
        width: cli::terminal_width(),
        asks: cli::asking_allowed(io::stdin().is_terminal() && io::stderr().is_terminal()),
        plain: cli::terminal_is_dumb(),
    };
    let mut out = io::stdout().lock();
    // Not locked: other threads write their log there while a command runs.
    let mut err = io::stderr();
    ExitCode::from(cli::run(std::env::args_os(), &mut out, &mut err, terminal))
}
