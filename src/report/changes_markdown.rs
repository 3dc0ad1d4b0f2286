//! The changes between two versions of a module as Markdown, for a pull request or a summary.

use std::fmt::Write as _;

use super::changes::{idle, meaning};
use super::proof;
use crate::app::diff::Compared;
use crate::release::{Class, Spot, Verdict};

/// A heading with the verdict, a table for each class, and what follows for the version.
#[must_use]
pub fn changes(compared: &Compared) -> String {
    let judgement = &compared.judgement;
    let mut text = format!("### {}\n", heading(compared));
    if judgement.changes.is_empty() {
        text.push_str("\nNo change that a caller could notice.\n");
    }
    for class in Class::ALL {
        let changes = judgement.changes.iter().enumerate();
        let of_class: Vec<_> = changes.filter(|(_, c)| c.class() == class).collect();
        if of_class.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n**{}**: {}\n", class.as_str(), meaning(class));
        text.push_str("| lint | change | callers | was | is |\n| --- | --- | --- | --- | --- |\n");
        for (index, change) in of_class {
            let place = |package, spot: &Option<Spot>| {
                let place = spot.as_ref().and_then(|spot| Compared::place(package, spot));
                place.map_or(String::new(), |place| format!("`{place}`"))
            };
            let (old, new) = (place(&compared.old, &change.old), place(&compared.new, &change.new));
            let mut message = change.message.clone();
            if !change.entry.as_str().is_empty() {
                let _ = write!(message, " (in `{}`)", change.entry);
            }
            if let Some(reason) = &change.waived {
                let _ = write!(message, "; no break: {reason}");
            }
            let proof = compared.proofs.get(index).and_then(Option::as_ref);
            if let Some((word, said)) = proof.map(proof::proof) {
                let _ = write!(message, "; {word}: {}", said.join("; "));
            }
            let (message, callers) = (cell(&message), cell(&change.callers));
            let (old, new) = (cell(&old), cell(&new));
            let id = change.lint.id;
            let _ = writeln!(text, "| `{id}` | {message} | {callers} | {old} | {new} |");
        }
    }
    for reason in &judgement.idle_reasons {
        let _ = writeln!(text, "\n{}.", idle(reason));
    }
    text
}

fn heading(compared: &Compared) -> String {
    let judgement = &compared.judgement;
    let smallest = match (&judgement.old, &judgement.smallest) {
        (Some(old), Some(smallest)) => format!("after {old} at least {smallest}"),
        _ => format!("at least a {} version", judgement.bump.as_str()),
    };
    match (&judgement.declared, judgement.verdict()) {
        (_, Verdict::Denied) => format!("Refused whatever the version; {smallest}"),
        (Some(declared), Verdict::TooLow) => format!("{declared} is too low: {smallest}"),
        (Some(declared), Verdict::Honest) => format!("{declared} is an honest version: {smallest}"),
        (None, _) => {
            let mut smallest = smallest;
            smallest[..1].make_ascii_uppercase();
            smallest
        }
    }
}

/// A text that stays within its cell.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ").replace('<', "&lt;")
}
