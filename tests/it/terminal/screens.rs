//! The pictures in the documentation: what a terminal shows in a run of the README's sentence, and
//! when two versions of a module are compared.
//!
//! Beside a picture a page may have its text, in a block that begins with `text` and the name of
//! the picture. `PAVE_UPDATE_DOCS=1` writes both anew; else they must be what is shown.

use std::fs;
use std::path::Path;

use anstyle::{AnsiColor, Color, RgbColor, Style};

use crate::support::pave::Sandbox;
use crate::support::pty::{DOWN, ENTER, Pty};

/// Columns and lines; the review is read in one piece.
const SCREEN: (u16, u16) = (100, 64);

const SENTENCE: &str = "a payments API in containers with Postgres, and receipts stored as files";

#[test]
fn pictures_show_what_a_terminal_shows() {
    let sandbox = Sandbox::new();
    let mut pty = Pty::pave(&sandbox, SCREEN, &["new"]);
    pty.wait("What do you need?").wait("  worker").wait("ctrl-c stop]");
    assert_picture("first-question", "pave new", &mut pty);
    pty.send(SENTENCE).wait("as files").send(ENTER).wait("Who owns this service?");
    pty.wait("ctrl-c stop]").send("team-payments\r").wait("> internal").wait("ctrl-c stop]");
    pty.send(DOWN).wait("> personal").wait("ctrl-c stop]");
    assert_picture("wizard", "pave new", &mut pty);
    pty.send(ENTER).wait("Image of app?").wait("ctrl-c stop]").send("acme/payments:1.4.2\r");
    pty.wait("> Write the files").wait("ctrl-c stop]");
    assert_picture("review", "pave new", &mut pty);
}

const DATABASE: &str = r#"variable "storage" {
  type = object({ size_gb = optional(number, 20), encrypted = optional(bool, true) })
}

variable "tier" {
  type    = string
  default = "small"
}

resource "aws_db_instance" "main" {
  identifier          = "orders"
  allocated_storage   = var.storage.size_gb
  instance_class      = "db.t4g.${var.tier}"
  deletion_protection = true
}

output "endpoint" {
  value = aws_db_instance.main.endpoint
}
"#;

#[test]
#[cfg_attr(no_terraform, ignore = "terraform is not on the PATH")]
fn a_picture_shows_two_versions_compared() {
    let sandbox = Sandbox::new();
    sandbox.write("1.2.0/main.tf", DATABASE);
    let changed = DATABASE
        .replace("size_gb", "gigabytes")
        .replace("small", "medium")
        .replace("\"endpoint\"", "\"address\"")
        .replace("\"main\" {", "\"this\" {")
        .replace(".main.", ".this.");
    sandbox.write("1.3.0/main.tf", changed);
    let words = ["diff", "1.2.0", "1.3.0", "--from", "1.2.0", "--to", "1.3.0", "--prove"];
    let mut pty = Pty::pave(&sandbox, SCREEN, &words);
    pty.wait("It is called 1.3.0").wait("the reason");
    assert_picture("diff", &format!("pave {}", words.join(" ")), &mut pty);
}

/// Pages that show pictures.
const PAGES: [&str; 2] = ["README.md", "docs/tutorial.md"];

/// Compares the screen after what was typed with the picture of that name and its text, or writes
/// them.
fn assert_picture(name: &str, typed: &str, pty: &mut Pty) {
    pty.settle();
    let text = format!("$ {typed}\n{}\n", pty.text());
    assert_file(&format!("docs/screens/{name}.svg"), &picture(typed, pty.screen()));
    let begin = format!("```text {name}\n");
    for page in PAGES {
        let there = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        if let Some((before, block)) = there.split_once(&begin) {
            let (_, after) = block.split_once("```\n").expect("the block ends");
            assert_file(page, &format!("{before}{begin}{}```\n{after}", trimmed(&text)));
        }
    }
}

/// A text without the spaces at the ends of its lines.
fn trimmed(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Compares a file with what it should hold, or writes it.
fn assert_file(path: &str, wanted: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var("PAVE_UPDATE_DOCS").as_deref() == Ok("1") {
        fs::write(&file, wanted).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    let hint = "is not what is shown; write it with PAVE_UPDATE_DOCS=1";
    assert!(there == wanted, "{path} {hint}\n{wanted}");
}

/// A screen as a picture, with the command that was typed over it.
fn picture(typed: &str, screen: &vt100::Screen) -> String {
    let rgb = |r, g, b| Color::Rgb(RgbColor(r, g, b));
    anstyle_svg::Term::new()
        .palette(anstyle_svg::WIN10_CONSOLE)
        .fg_color(rgb(0xd4, 0xd4, 0xd4))
        .bg_color(rgb(0x1e, 0x1e, 0x1e))
        .render_svg(&format!("$ {typed}\n{}", ansi(screen)))
}

/// A screen as lines with styles in them; lines that were wrapped stay apart.
fn ansi(screen: &vt100::Screen) -> String {
    let (rows, columns) = screen.size();
    let mut lines: Vec<String> = Vec::new();
    for row in 0..rows.get() {
        let cells = (0..columns.get()).filter_map(|column| screen.cell(row, column));
        let cells = cells.filter(|cell| !cell.is_wide_continuation());
        let mut line = String::new();
        let mut now = Style::new();
        let mut blank = String::new();
        for cell in cells {
            let style = style(cell);
            if !cell.has_contents() || cell.contents() == " " {
                blank.push(' ');
                continue;
            }
            if style != now {
                line.push_str(&format!("{now:#}{blank}{style}"));
                now = style;
            } else {
                line.push_str(&blank);
            }
            blank.clear();
            line.push_str(cell.contents());
        }
        lines.push(format!("{line}{now:#}"));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\n")
}

fn style(cell: &vt100::Cell) -> Style {
    let mut style = Style::new();
    style = match cell.fgcolor() {
        vt100::Color::Default => style,
        vt100::Color::Idx(index) => {
            let named = anstyle::Ansi256Color(index).into_ansi();
            style.fg_color(named.map(Color::Ansi).or(Some(Color::from(index))))
        }
        vt100::Color::Rgb(r, g, b) => style.fg_color(Some(Color::Rgb(RgbColor(r, g, b)))),
    };
    // Grey, and what is faint, can be read in a picture only when it is light enough.
    if cell.dim() || cell.fgcolor() == vt100::Color::Idx(AnsiColor::BrightBlack as u8) {
        style = style.fg_color(Some(Color::Rgb(RgbColor(0xa0, 0xa0, 0xa0))));
    }
    if cell.bold() { style.bold() } else { style }
}
