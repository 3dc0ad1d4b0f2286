//! The map of `src/`: which room may use which, and how long a file may be.
//!
//! Reads the source as text. A room uses only rooms above it in [`ROOMS`]; a doc comment may
//! point anywhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The rooms, in the order in which they may use each other: none looks down the list.
const ROOMS: &[&str] = &[
    "diag",
    "error",
    "hcl",
    "terraform",
    "schema",
    "catalog",
    "resolve",
    "compose",
    "agent",
    "release",
    "store",
    "registry",
    "offline",
    "app",
    "report",
    "operations",
    "wizard",
    "server",
    "cli",
];

/// Rooms that only these may use, though others stand below them too.
const USED_ONLY_BY: &[(&str, &[&str])] = &[("report", &["cli", "operations", "server", "wizard"])];

/// Lines, without unit tests, of a file that is long; one that has more is in [`LONG`].
const LONG_FILE_LINES: usize = 400;

/// Files that may be long: the most lines each may have, and why it stays in one piece.
const LONG: &[(&str, usize, &str)] = &[
    ("compose/render.rs", 700, "the text of every file, in the order in which they stand"),
    ("hcl/format.rs", 500, "the layout of a file, a rule of `terraform fmt` a few lines"),
    ("hcl/json.rs", 600, "a parser"),
    ("hcl/lex.rs", 600, "a lexer"),
    ("hcl/parse.rs", 1050, "a parser"),
    ("terraform/infer.rs", 600, "the types of expressions, a kind of expression a few lines"),
    ("terraform/module_source.rs", 500, "a parser"),
];

#[test]
fn no_room_uses_a_room_below_it() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some(room) = room_of(&path) else { continue };
        for (line, used) in used_rooms(&path, &text) {
            if let Err(why) = may_use(room, &used) {
                wrong.push(format!("src/{path}:{line}: {why}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_list_of_rooms_in_lib_rs_is_what_is_there() {
    let text = fs::read_to_string(src().join("lib.rs")).unwrap();
    let told: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("//! - [`")?.split_once("`]: ").map(|(name, _)| name))
        .collect();
    assert_eq!(told, ROOMS, "the rooms in the docs of lib.rs, in order");

    let mut declared: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    declared.sort_unstable();
    let mut rooms = ROOMS.to_vec();
    rooms.sort_unstable();
    assert_eq!(declared, rooms, "the modules that lib.rs declares");

    let there: BTreeSet<String> = fs::read_dir(src())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| name.strip_suffix(".rs").unwrap_or(&name).to_owned())
        .filter(|name| name != "lib" && name != "main")
        .collect();
    assert_eq!(there, rooms.iter().map(|r| (*r).to_owned()).collect(), "what is in src/");
}

#[test]
fn the_architecture_page_tells_of_every_room() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let text = fs::read_to_string(page).unwrap();
    let table = text.lines().skip_while(|line| !line.starts_with("| room")).skip(2);
    let told: Vec<&str> = table
        .map_while(|line| line.strip_prefix("| `")?.split_once('`').map(|(name, _)| name))
        .map(|name| name.trim_end_matches('/').trim_end_matches(".rs"))
        .collect();
    assert_eq!(told, ROOMS, "the rows of the table in docs/architecture.md, in order");
}

#[test]
fn no_file_is_too_long_to_read() {
    let mut wrong = Vec::new();
    let sources = sources();
    for (path, text) in &sources {
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        let listed = LONG.iter().find(|(long, ..)| long == path);
        let most = listed.map_or(LONG_FILE_LINES, |(_, most, _)| *most);
        if lines > most {
            wrong.push(format!("src/{path} has {lines} lines, of {most} at most"));
        }
        if listed.is_some() && lines <= LONG_FILE_LINES {
            wrong.push(format!("src/{path} is short enough to leave LONG"));
        }
    }
    let there = |path: &str| sources.iter().any(|(there, _)| there == path);
    let gone = LONG.iter().filter(|(path, ..)| !there(path));
    wrong.extend(gone.map(|(path, ..)| format!("src/{path} is in LONG and does not exist")));
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn a_use_of_another_room_is_seen_however_it_is_written() {
    let used = |path: &str, text: &str| -> Vec<String> {
        used_rooms(path, text).into_iter().map(|(_, room)| room).collect()
    };
    assert_eq!(used("hcl/lex.rs", "use crate::diag::Span;"), ["diag"]);
    assert_eq!(
        used("hcl/lex.rs", "use crate :: {\n  cli, diag::{self, Span}\n};"),
        ["cli", "diag"]
    );
    assert_eq!(
        used("hcl/lex.rs", "fn a() -> crate::app::New { crate::cli::run() }"),
        ["app", "cli"]
    );
    assert_eq!(used("hcl/mod.rs", "use super::cli;"), ["cli"]);
    assert_eq!(used("hcl/mod.rs", "mod tests { use super::*; use super::super::app; }"), ["app"]);
    assert_eq!(
        used("hcl/lex.rs", "use super::syntax; use super::super::{app, cli::run};"),
        ["app", "cli"]
    );
    assert_eq!(used("error.rs", "use super::report;"), ["report"]);
    assert_eq!(
        used("hcl/lex.rs", "//! [`crate::cli`]\n/* crate::cli */ let a = \"crate::cli\";"),
        [""; 0]
    );
    assert_eq!(
        used("hcl/lex.rs", "let q = '\"'; use crate::cli; let r = r#\"crate::app\"#;"),
        ["cli"]
    );
}

#[test]
fn looking_down_the_list_is_refused_and_up_is_not() {
    assert!(may_use("terraform", "hcl").is_ok() && may_use("hcl", "hcl").is_ok());
    assert!(may_use("hcl", "terraform").is_err());
    assert!(may_use("offline", "report").is_err() && may_use("cli", "report").is_ok());
    assert!(may_use("cli", "nowhere").is_err());
}

/// Why a room may not use another, if it may not.
fn may_use(room: &str, used: &str) -> Result<(), String> {
    let place = |name: &str| ROOMS.iter().position(|room| *room == name);
    let (Some(own), Some(other)) = (place(room), place(used)) else {
        return Err(format!("`{used}` is no room that is listed"));
    };
    if other > own {
        return Err(format!("`{room}` uses `{used}`, which stands below it"));
    }
    let kept = USED_ONLY_BY.iter().find(|(kept, _)| *kept == used);
    match kept {
        Some((_, by)) if room != used && !by.contains(&room) => {
            Err(format!("`{used}` is for {} only", by.join(", ")))
        }
        _ => Ok(()),
    }
}

/// The room a file of `src/` belongs to; none for `lib.rs` and `main.rs`.
fn room_of(path: &str) -> Option<&str> {
    let first = path.split('/').next()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    (name != "lib" && name != "main").then_some(name)
}

/// The rooms a file names in paths that begin at the crate's root, each with its line.
fn used_rooms(path: &str, text: &str) -> Vec<(usize, String)> {
    let tokens = tokens(text);
    let mut used = Vec::new();
    // How many modules stand between the crate's root and the file, with those opened in it.
    let in_files = path.trim_end_matches("/mod.rs").split('/').count();
    let mut opened: Vec<usize> = Vec::new();
    let mut depth = 0;
    for (i, (line, token)) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => {
                depth += 1;
                if i >= 2 && tokens[i - 2].1 == "mod" {
                    opened.push(depth);
                }
            }
            "}" => {
                if opened.last() == Some(&depth) {
                    opened.pop();
                }
                depth -= 1;
            }
            "crate" => used.extend(roots(&tokens[i + 1..]).into_iter().map(|r| (*line, r))),
            "super" if i < 2 || tokens[i - 2].1 != "super" => {
                let mut climbed = 1;
                let mut rest = &tokens[i + 1..];
                while let [(_, colons), (_, next), ..] = rest
                    && colons == "::"
                    && next == "super"
                {
                    climbed += 1;
                    rest = &rest[2..];
                }
                if climbed >= in_files + opened.len() {
                    used.extend(roots(rest).into_iter().map(|r| (*line, r)));
                }
            }
            _ => {}
        }
    }
    used
}

/// The names that stand first after the crate's root: one, or those of a group.
fn roots(rest: &[(usize, String)]) -> Vec<String> {
    let [(_, colons), (_, first), ..] = rest else { return Vec::new() };
    if colons != "::" {
        return Vec::new();
    }
    if first != "{" {
        return vec![first.clone()];
    }
    let mut names = Vec::new();
    let mut depth = 0;
    let mut expected = true;
    for (_, token) in &rest[1..] {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            "," if depth == 1 => expected = true,
            name if depth == 1 && expected => {
                names.push(name.to_owned());
                expected = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

/// Words and punctuation with their lines; no comments, no text in quotes.
fn tokens(text: &str) -> Vec<(usize, String)> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => quoted(rest),
            'r' if raw(rest).is_some() => raw(rest).unwrap(),
            '\'' => character(rest),
            ':' if rest.starts_with("::") => {
                tokens.push((line, "::".to_owned()));
                2
            }
            c if c.is_alphanumeric() || c == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                let end = end.unwrap_or(rest.len());
                tokens.push((line, rest[..end].to_owned()));
                end
            }
            c if c.is_whitespace() => c.len_utf8(),
            c => {
                tokens.push((line, c.to_string()));
                c.len_utf8()
            }
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// The length of the text in quotes that `rest` begins with.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return i + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of the raw text in quotes that `rest` begins with, if it does.
fn raw(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let body = after[hashes..].strip_prefix('"')?;
    let end = body.find(&format!("\"{}", "#".repeat(hashes)))?;
    Some(1 + hashes + 1 + end + 1 + hashes)
}

/// The length of the character, or of the mark of a lifetime, that `rest` begins with.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some(_)) => rest[3..].find('\'').map_or(rest.len(), |end| 3 + end + 1),
        (_, Some((i, '\''))) => i + 1,
        _ => 1,
    }
}

/// Every file of `src/`, by its path there, and its text.
fn sources() -> Vec<(String, String)> {
    let root = src();
    let mut files: Vec<(String, String)> = walkdir::WalkDir::new(&root)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .map(|path| {
            let relative = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            (relative, fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn src() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}
