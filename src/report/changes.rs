//! The changes between two versions of a module, as people read them at a terminal.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Ansi};
use semver::Version;

use super::table::wrap;
use super::{Style, proof};
use crate::app::diff::Compared;
use crate::release::{Change, Class, Reason, Spot, Verdict};

/// Columns before what is said of a change.
const INDENT: usize = 4;

/// Columns that the words before a place take: `callers` is the longest.
const WORD: usize = 9;

/// Lines for reasons that are suggested; the others are written in the same way.
const MAX_REASONS: usize = 5;

/// The changes by class, the gravest first, and what follows for the version.
#[must_use]
pub fn changes(compared: &Compared, style: Style) -> String {
    let page = Page { compared, style };
    let mut text = String::new();
    for class in Class::ALL {
        let changes = compared.judgement.changes.iter().enumerate();
        let of_class: Vec<_> = changes.filter(|(_, c)| c.class() == class).collect();
        if of_class.is_empty() {
            continue;
        }
        let head = page.paint(colour(class).bold(), class.as_str());
        let _ = writeln!(text, "{head}  {}", meaning(class));
        for (index, change) in of_class {
            page.change(change, &mut text);
            let proof = compared.proofs.get(index).and_then(Option::as_ref);
            if let Some((word, said)) = proof.map(proof::proof) {
                said.iter().enumerate().for_each(|(at, said)| {
                    page.said(if at == 0 { word } else { "" }, said, &mut text);
                });
            }
        }
        text.push('\n');
    }
    page.conclusion(&mut text);
    page.hints(&mut text);
    text
}

/// What a class means for whoever calls the module.
#[must_use]
pub fn meaning(class: Class) -> &'static str {
    match class {
        Class::Denied => "a guarantee is weakened: refused whatever the version",
        Class::Major => "an unchanged caller breaks, or gets something else",
        Class::Review => "cannot be decided from the text: counts as major",
        Class::Minor => "something new, or less strict",
        Class::Patch => "nothing that a caller could notice",
    }
}

fn colour(class: Class) -> Ansi {
    match class {
        Class::Denied | Class::Major => AnsiColor::Red.on_default(),
        Class::Review => AnsiColor::Yellow.on_default(),
        Class::Minor => AnsiColor::Green.on_default(),
        Class::Patch => AnsiColor::Cyan.on_default(),
    }
}

struct Page<'c> {
    compared: &'c Compared,
    style: Style,
}

impl Page<'_> {
    fn paint(&self, style: Ansi, text: &str) -> String {
        if self.style.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn change(&self, change: &Change, text: &mut String) {
        let dim = Ansi::new().dimmed();
        let id = self.paint(colour(change.class()), change.lint.id);
        let _ = match change.entry.as_str() {
            "" => writeln!(text, "  {id}"),
            entry => writeln!(text, "  {id}  in {entry}"),
        };
        for line in wrap(&change.message, self.style.width.saturating_sub(INDENT)) {
            let _ = writeln!(text, "{:INDENT$}{line}", "");
        }
        let place = |package, spot: &Option<Spot>| {
            spot.as_ref().and_then(|spot| Compared::place(package, spot))
        };
        let sides = [
            ("was", place(&self.compared.old, &change.old)),
            ("is", place(&self.compared.new, &change.new)),
        ];
        for (word, place) in sides {
            if let Some(place) = place {
                let word = self.paint(dim, &format!("{word:WORD$}"));
                let _ = writeln!(text, "{:INDENT$}{word}{place}", "");
            }
        }
        let said = [("callers", Some(&change.callers)), ("reason", change.waived.as_ref())];
        for (word, said) in said {
            if let Some(said) = said.filter(|said| !said.is_empty()) {
                self.said(word, said, text);
            }
        }
    }

    /// What is said under a word.
    fn said(&self, word: &str, said: &str, text: &mut String) {
        let width = self.style.width.saturating_sub(INDENT + WORD);
        let lines = said.lines().flat_map(|line| match line.starts_with(' ') {
            // HCL that is to be copied.
            true => vec![line.to_owned()],
            false => wrap(line, width),
        });
        for (at, line) in lines.enumerate() {
            let word = if at == 0 { word } else { "" };
            let word = self.paint(Ansi::new().dimmed(), &format!("{word:WORD$}"));
            let _ = writeln!(text, "{:INDENT$}{word}{line}", "");
        }
    }

    fn conclusion(&self, text: &mut String) {
        let bold = Ansi::new().bold();
        let judgement = &self.compared.judgement;
        if judgement.changes.is_empty() {
            text.push_str("No change that a caller could notice.\n");
        }
        let _ = match (&judgement.old, &judgement.smallest) {
            (Some(old), Some(smallest)) => {
                let smallest = self.paint(bold, &smallest.to_string());
                writeln!(text, "Smallest legal version after {old}: {smallest}")
            }
            _ => {
                let bump = self.paint(bold, judgement.bump.as_str());
                writeln!(text, "Smallest legal change of the version: {bump}")
            }
        };
        let verdict = judgement.verdict();
        let good = AnsiColor::Green.on_default().bold();
        let bad = AnsiColor::Red.on_default().bold();
        let _ = match (&judgement.declared, verdict) {
            (Some(declared), Verdict::Honest) => {
                writeln!(text, "It is called {declared}: {}", self.paint(good, "an honest version"))
            }
            (Some(declared), Verdict::TooLow) => {
                writeln!(text, "It is called {declared}: {}", self.paint(bad, "too low"))
            }
            (Some(declared), Verdict::Denied) => {
                let refused = self.paint(bad, "refused whatever the version");
                writeln!(text, "It is called {declared}: {refused}")
            }
            (None, Verdict::Denied) => {
                writeln!(text, "{}", self.paint(bad, "Refused whatever the version"))
            }
            (None, _) if self.is_called_as_before() && !judgement.changes.is_empty() => {
                let version = self.compared.new.version.as_ref().map(Version::to_string);
                let version = version.unwrap_or_default();
                writeln!(text, "module.yaml still says {version}; --to tries another version")
            }
            (None, _) => Ok(()),
        };
    }

    /// Whether the card of the new version names the version that callers have.
    fn is_called_as_before(&self) -> bool {
        let Compared { old, new, .. } = self.compared;
        new.card.is_some() && new.version.is_some() && new.version == old.version
    }

    /// How to say that a change is no break, and which reasons are for nothing.
    fn hints(&self, text: &mut String) {
        let help = self.paint(AnsiColor::Cyan.on_default(), "help:");
        let judgement = &self.compared.judgement;
        let decidable = |c: &&Change| matches!(c.class(), Class::Review | Class::Denied);
        let open: Vec<_> = judgement.changes.iter().filter(decidable).collect();
        if !open.is_empty() {
            let section = match &judgement.declared {
                Some(declared) => format!("the section of {declared}"),
                None => "the section of the release, or under Unreleased".to_owned(),
            };
            let said = format!(
                "what is of class review or denied passes when CHANGELOG.md says why it may, in \
                 {section}:"
            );
            self.hint(&help, &said, text);
            text.push_str("\n  ### Compatible\n\n");
            for change in open.iter().take(MAX_REASONS) {
                let (lint, subject) = (change.lint.id, &change.subject);
                let _ = writeln!(text, "  - `{lint}` (`{subject}`): the reason");
            }
        }
        for reason in &judgement.idle_reasons {
            self.hint(&help, &idle(reason), text);
        }
    }

    fn hint(&self, help: &str, said: &str, text: &mut String) {
        text.push('\n');
        for (at, line) in wrap(said, self.style.width.saturating_sub(6)).iter().enumerate() {
            let _ = match at {
                0 => writeln!(text, "{help} {line}"),
                _ => writeln!(text, "      {line}"),
            };
        }
    }
}

/// What is to be said of a reason that covers nothing.
pub(super) fn idle(reason: &Reason) -> String {
    let lint = &reason.lint;
    match &reason.subject {
        Some(subject) => {
            format!("CHANGELOG.md has a reason for `{lint}` in `{subject}`, which was not found")
        }
        None => format!("CHANGELOG.md has a reason for `{lint}`, which was not found"),
    }
}
