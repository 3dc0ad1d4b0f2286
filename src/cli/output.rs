//! Where a command writes: results to one stream, everything about them to the other.

use std::io::{self, Write};

use serde::Serialize;

use crate::error::{Error, Report};
use crate::report::{self, Style};

/// What is known of the terminal.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Whether results may be coloured.
    pub out_colour: bool,
    /// Whether messages may be coloured.
    pub err_colour: bool,
    /// Whether progress is worth showing: somebody watches the messages.
    pub progress: bool,
    /// Columns to fit into.
    pub width: usize,
    /// Whether questions may be asked: somebody sits at the terminal, and nothing in the
    /// environment forbids it.
    pub asks: bool,
    /// Whether questions are to be numbered lines: the terminal cannot move its cursor.
    pub plain: bool,
}

/// The two streams of a command.
pub(super) struct Output<'w> {
    out: &'w mut dyn Write,
    err: &'w mut dyn Write,
    pub(super) terminal: Terminal,
    /// Whether errors are to be told as JSON, for the program that asked for JSON.
    pub(super) json: bool,
}

#[derive(Serialize)]
struct ErrorRecord<'e> {
    error: &'e str,
    hints: &'e [String],
    findings: Vec<report::FindingRecord>,
}

impl<'w> Output<'w> {
    pub(super) fn new(out: &'w mut dyn Write, err: &'w mut dyn Write, terminal: Terminal) -> Self {
        Self { out, err, terminal, json: false }
    }

    /// A result, as it is.
    pub(super) fn print(&mut self, text: &str) {
        quiet(self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()));
    }

    /// A result for a program.
    pub(super) fn print_json(&mut self, value: &impl Serialize) {
        let text = serde_json::to_string_pretty(value).expect("results are plain data");
        self.print(&text);
        self.print("\n");
    }

    /// A message beside the result.
    pub(super) fn note(&mut self, text: &str) {
        quiet(writeln!(self.err, "{text}").and_then(|()| self.err.flush()));
    }

    /// A message that goes in bold where there is colour.
    pub(super) fn heading(&self, text: &str) -> String {
        if self.terminal.out_colour {
            let bold = anstyle::Style::new().bold();
            format!("{bold}{text}{bold:#}")
        } else {
            text.to_owned()
        }
    }

    /// The stream of messages.
    pub(super) fn err(&mut self) -> &mut dyn Write {
        self.err
    }

    /// How text for people is dressed on the stream of results.
    pub(super) fn style(&self) -> Style {
        Style { colour: self.terminal.out_colour, width: self.terminal.width }
    }

    /// Findings, beside the result.
    pub(super) fn findings(&mut self, found: &Report) {
        let style = Style { colour: self.terminal.err_colour, width: self.terminal.width };
        let text = report::findings_for_people(&found.findings, &found.sources, style);
        quiet(self.err.write_all(text.as_bytes()));
    }

    /// Says why an operation could not be done; returns the exit code.
    pub(super) fn error(&mut self, error: &Error) -> u8 {
        let empty = Report::default();
        let found = error.report.as_deref().unwrap_or(&empty);
        if self.json {
            let findings = report::findings_for_machines(&found.findings, &found.sources);
            let record = ErrorRecord { error: &error.message, hints: &error.hints, findings };
            self.print_json(&record);
            return error.kind.exit_code();
        }
        self.findings(found);
        let colour = self.terminal.err_colour;
        let paint = |style: anstyle::Style, text: &str| {
            if colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
        };
        let red = anstyle::AnsiColor::Red.on_default().bold();
        let cyan = anstyle::AnsiColor::Cyan.on_default();
        let mut text = format!("{}: {}\n", paint(red, "error"), error.message);
        if let Some(cause) = &error.source {
            text.push_str(&format!("  {} {cause}\n", paint(cyan, "cause:")));
        }
        for hint in &error.hints {
            text.push_str(&format!("  {} {hint}\n", paint(cyan, "help:")));
        }
        quiet(self.err.write_all(text.as_bytes()));
        error.kind.exit_code()
    }

    /// What clap has to say: help on the result's stream, a mistake on the other.
    pub(super) fn clap(&mut self, error: &clap::Error) -> u8 {
        let rendered = error.render();
        let text = |colour: bool| {
            if colour { rendered.ansi().to_string() } else { rendered.to_string() }
        };
        if error.use_stderr() {
            let text = text(self.terminal.err_colour);
            quiet(self.err.write_all(text.as_bytes()));
            2
        } else {
            let text = text(self.terminal.out_colour);
            self.print(&text);
            0
        }
    }
}

/// A reader that went away, as `head` does, is no failure; and about any other nothing can be
/// said, since this is where things are said.
fn quiet(result: io::Result<()>) {
    let _ = result;
}
