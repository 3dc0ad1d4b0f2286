//! The semver judge: every lint run over two versions of a module, and what follows from it.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use camino::Utf8Path;
use semver::Version;

use super::Package;
use super::class::{Bump, Class};
use super::facts::Facts;
use super::lint::{Change, Found, Group};
use super::lints;
use super::notes::Reason;
use super::objects::reach;
use super::pair::{Pair, Side};
use crate::terraform;

/// The Terraform versions that callers are taken to have when nobody says otherwise: the newest of
/// each minor from 1.5 on.
pub static SUPPORTED_TERRAFORM: LazyLock<Vec<Version>> = LazyLock::new(|| {
    [(5, 7), (6, 6), (7, 5), (8, 5), (9, 8), (10, 5), (11, 4)]
        .map(|(minor, patch)| Version::new(1, minor, patch))
        .to_vec()
});

/// What keeps the reader from a part of a file.
const HIDING: [&str; 2] = ["syntax", crate::terraform::findings::FILE];

/// What came of comparing two versions of a module.
#[derive(Debug)]
pub struct Judgement {
    /// Every change, the gravest first.
    pub changes: Vec<Change>,
    /// What the next version must be.
    pub bump: Bump,
    /// The version that callers have, when it is known.
    pub old: Option<Version>,
    /// The version that the new one says it is, when it says another than the old.
    pub declared: Option<Version>,
    /// The smallest version that the new one may have.
    pub smallest: Option<Version>,
    /// Reasons in the notes that cover nothing that was found.
    pub idle_reasons: Vec<Reason>,
}

/// Whether a declared version is an honest one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The declared version is high enough, or there is none to judge.
    Honest,
    /// The declared version is below the smallest legal one.
    TooLow,
    /// Something changed that no version makes right.
    Denied,
}

/// Compares two versions of a module; `supported` are the Terraform versions that callers have.
#[must_use]
pub fn judge(old: &Package, new: &Package, supported: &[Version]) -> Judgement {
    let mut changes = Vec::new();
    // The root stands for the package, even where it has no configuration of its own.
    let both = old.entries().filter(|d| new.modules.contains_key(*d));
    let entries: BTreeSet<_> = both.chain([Utf8Path::new("")]).collect();
    let changed = changed_dirs(old, new);
    for dir in entries {
        // A history has many modules, and most releases change few of them.
        let differs = reach(old, dir).iter().any(|dir| changed.contains(dir.as_path()));
        let whole = dir.as_str().is_empty();
        if !differs && !whole {
            continue;
        }
        let pair = pair(old, new, dir, supported);
        let unread = hides(&pair.old) || hides(&pair.new);
        for lint in lints::all().filter(|lint| differs || lint.group == Group::Packaging) {
            let mut found = Found { lint, entry: dir.to_owned(), changes: Vec::new() };
            (lint.find)(&pair, &mut found);
            // What seems to be gone may stand where the text cannot be read.
            for change in found.changes.iter_mut().filter(|_| unread) {
                if change.class_by_text() == Class::Major {
                    change.undecided("what the file says that cannot be read");
                }
            }
            changes.append(&mut found.changes);
        }
    }
    let declared = new.version.clone().filter(|v| Some(v) != old.version.as_ref());
    let idle_reasons = waive(&mut changes, new, declared.as_ref());
    changes.sort_by_cached_key(|c| {
        (Reverse(c.class()), c.entry.clone(), c.lint.group, c.lint.id, c.subject.clone())
    });
    let bump = changes.iter().map(|c| c.class().bump()).max().unwrap_or(Bump::Patch);
    let smallest = old.version.as_ref().map(|old| bump.next(old));
    Judgement { changes, bump, old: old.version.clone(), declared, smallest, idle_reasons }
}

/// Two versions of what callers name as a source, the module in `dir`, as lints look at them.
#[must_use]
pub fn pair<'p>(
    old: &'p Package,
    new: &'p Package,
    dir: &Utf8Path,
    supported: &'p [Version],
) -> Pair<'p> {
    Pair {
        old: Side::new(old, dir),
        new: Side::new(new, dir),
        supported_terraform: supported,
        // A guardrail stands on addresses of the root module.
        guarded: if dir.as_str().is_empty() { guarded(old) } else { BTreeSet::new() },
        facts: Facts::default(),
    }
}

/// The directories whose configuration is not the same in both versions to the byte.
fn changed_dirs<'t>(old: &'t Package, new: &'t Package) -> BTreeSet<&'t Utf8Path> {
    let (old, new) = (&old.tree.files, &new.tree.files);
    let paths = old.keys().chain(new.keys()).filter(|path| terraform::is_configuration(path));
    let changed = paths.filter(|path| old.get(*path) != new.get(*path));
    changed.filter_map(|path| path.parent()).collect()
}

/// Whether a part of a side's configuration cannot be read.
fn hides(side: &Side<'_>) -> bool {
    let findings = side.objects.modules.iter().flat_map(|(_, _, module)| &module.findings);
    findings.into_iter().any(|finding| HIDING.contains(&&*finding.rule))
}

/// Gives each change the reason that the notes have for it; returns the reasons for nothing.
fn waive(changes: &mut [Change], new: &Package, declared: Option<&Version>) -> Vec<Reason> {
    let notes = [declared, None].into_iter().filter_map(|version| new.notes.of(version));
    let mut idle = Vec::new();
    for reason in notes.flat_map(|notes| &notes.compatible) {
        let mut covers = false;
        let decidable = [Class::Review, Class::Denied];
        for change in changes.iter_mut().filter(|c| decidable.contains(&c.class_by_text())) {
            if reason.covers(change.lint.id, &change.subject) {
                covers = true;
                change.waived.get_or_insert_with(|| reason.text.clone());
            }
        }
        if !covers {
            idle.push(reason.clone());
        }
    }
    idle
}

/// The addresses that the guardrails of a card stand on.
fn guarded(package: &Package) -> BTreeSet<String> {
    let guardrails = package.card.iter().flat_map(|card| &card.guardrails);
    guardrails.flat_map(|guardrail| &guardrail.at).map(|at| at.value.clone()).collect()
}

impl Judgement {
    /// Whether the declared version is an honest one.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.changes.iter().any(|c| c.class() == Class::Denied) {
            return Verdict::Denied;
        }
        match (&self.old, &self.declared) {
            (Some(old), Some(declared)) if !self.bump.is_met(old, declared) => Verdict::TooLow,
            _ => Verdict::Honest,
        }
    }
}
