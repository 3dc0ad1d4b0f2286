//! The documentation: what it shows is run, and what is made from code is up to date.
//!
//! With `PAVE_UPDATE_DOCS=1` both are rewritten instead of compared; the change is then in git.

mod api;
mod console;
mod modules;
mod reference;

use std::fs;
use std::path::{Path, PathBuf};

/// Whether the documentation is rewritten.
fn updating() -> bool {
    std::env::var("PAVE_UPDATE_DOCS").as_deref() == Ok("1")
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README.md, CONTRIBUTING.md and the pages of `docs/`, by their path in the repository, sorted.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = walkdir::WalkDir::new(repository().join("docs"))
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .map(|path| path.strip_prefix(repository()).unwrap().to_owned())
        .collect();
    for page in ["README.md", "CONTRIBUTING.md"] {
        pages.extend(repository().join(page).is_file().then(|| PathBuf::from(page)));
    }
    pages.sort();
    pages
}

/// The text of a page, by its path in the repository.
fn text(page: &Path) -> String {
    fs::read_to_string(repository().join(page)).unwrap()
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut wrong = Vec::new();
    for page in pages() {
        let text = text(&page);
        for target in links(&text) {
            let (file, _) = target.split_once('#').unwrap_or((target, ""));
            let there = repository().join(&page).parent().unwrap().join(file);
            if !file.is_empty() && !there.exists() {
                wrong.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// The targets of a page's links that stay in the repository.
fn links(text: &str) -> Vec<&str> {
    let mut fenced = false;
    let mut links = Vec::new();
    for line in text.lines() {
        fenced ^= line.trim_start().starts_with("```");
        if fenced {
            continue;
        }
        for part in line.split("](").skip(1) {
            let target = part.split([')', ' ']).next().unwrap_or_default();
            if !target.contains("://") && !target.starts_with("mailto:") {
                links.push(target);
            }
        }
    }
    links
}
