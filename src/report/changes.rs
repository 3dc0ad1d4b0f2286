//! The changes between two versions of a module, as people read them.

use std::fmt::Write as _;

use super::proof::proof;
use crate::app::diff::Compared;
use crate::app::prove::Proof;
use crate::release::{Change, Class, Verdict};

/// The changes by class, the gravest first, and what follows for the version.
///
/// `proofs` has an entry for each change, or none at all.
#[must_use]
pub fn changes(compared: &Compared, proofs: &[Option<Proof>]) -> String {
    let judgement = &compared.judgement;
    let mut text = String::new();
    for class in Class::ALL {
        let all = judgement.changes.iter().enumerate();
        let of_class: Vec<_> = all.filter(|(_, c)| c.class() == class).collect();
        if of_class.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{}", class.as_str());
        for (index, change) in of_class {
            one(compared, change, &mut text);
            for line in proofs.get(index).into_iter().flatten().flat_map(proof) {
                let _ = writeln!(text, "    {line}");
            }
        }
        text.push('\n');
    }
    text.push_str(&conclusion(compared));
    text
}

fn one(compared: &Compared, change: &Change, text: &mut String) {
    let place =
        |package, spot: &Option<_>| spot.as_ref().and_then(|spot| Compared::place(package, spot));
    let _ = writeln!(text, "  {}  {}", change.lint.id, change.message);
    let places =
        [("was", place(&compared.old, &change.old)), ("is", place(&compared.new, &change.new))];
    for (word, place) in places {
        if let Some(place) = place {
            let _ = writeln!(text, "    {word} {place}");
        }
    }
    if !change.callers.is_empty() {
        let _ = writeln!(text, "    callers: {}", change.callers);
    }
    if let Some(reason) = &change.waived {
        let _ = writeln!(text, "    compatible, by the notes: {reason}");
    }
}

fn conclusion(compared: &Compared) -> String {
    let judgement = &compared.judgement;
    let mut text = match judgement.changes.is_empty() {
        true => "No change that a caller could notice.\n".to_owned(),
        false => String::new(),
    };
    match (&judgement.old, &judgement.smallest) {
        (Some(old), Some(smallest)) => {
            let _ = writeln!(text, "Smallest legal version after {old}: {smallest}");
        }
        _ => {
            let _ =
                writeln!(text, "Smallest legal change of the version: {}", judgement.bump.as_str());
        }
    }
    if let Some(declared) = &judgement.declared {
        let verdict = match judgement.verdict() {
            Verdict::Honest => "an honest version",
            Verdict::TooLow => "too low",
            Verdict::Denied => "refused whatever the version",
        };
        let _ = writeln!(text, "It is called {declared}: {verdict}");
    }
    text
}
