//! What a module's `CHANGELOG.md` says, release by release, and the reasons it gives.
//!
//! A change that cannot be decided from the text counts as a break unless the notes of the release
//! say why it is none, in a list under the heading `Compatible`:
//!
//! ```markdown
//! ### Compatible
//!
//! - `variable-default-changed` (`size`): small and micro are the same machine since July.
//! ```

use semver::Version;

use crate::terraform;

/// What a changelog says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// Its sections, in the order in which they stand: the newest first, by custom.
    pub releases: Vec<ReleaseNotes>,
}

/// What a changelog says of one release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseNotes {
    /// The version; none for what is not released yet.
    pub version: Option<Version>,
    /// The text below the heading.
    pub text: String,
    /// The reasons for what would count as a break.
    pub compatible: Vec<Reason>,
}

/// Why what a lint found is no break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The lint.
    pub lint: String,
    /// What it found it in; every one when absent.
    pub subject: Option<String>,
    /// The reason.
    pub text: String,
}

impl Notes {
    /// Reads a changelog in the manner of Keep a Changelog; a text that is none has no releases.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let Ok(changelog) = parse_changelog::parse(text) else { return Self::default() };
        let releases = changelog.values().map(|release| ReleaseNotes {
            version: terraform::version::parse(release.version).ok(),
            text: release.notes.to_owned(),
            compatible: compatible(release.notes),
        });
        Self { releases: releases.collect() }
    }

    /// What is said of `version`; when no version is asked for, what is not released yet.
    #[must_use]
    pub fn of(&self, version: Option<&Version>) -> Option<&ReleaseNotes> {
        self.releases.iter().find(|release| release.version.as_ref() == version)
    }
}

impl Reason {
    /// Whether it speaks of what `lint` found in `subject`.
    #[must_use]
    pub fn covers(&self, lint: &str, subject: &str) -> bool {
        self.lint == lint && self.subject.as_ref().is_none_or(|own| own == subject)
    }
}

/// The list under the heading `Compatible`.
fn compatible(notes: &str) -> Vec<Reason> {
    let heading =
        |line: &str| line.strip_prefix('#').map(|l| l.trim_matches('#').trim().to_owned());
    let below = notes
        .lines()
        .skip_while(|line| heading(line).is_none_or(|h| !h.eq_ignore_ascii_case("compatible")));
    let mut items: Vec<String> = Vec::new();
    for line in below.skip(1).take_while(|line| heading(line).is_none()) {
        match (line.trim_start().strip_prefix(['-', '*']), items.last_mut()) {
            (Some(item), _) => items.push(item.trim().to_owned()),
            (None, Some(item)) if !line.trim().is_empty() => {
                item.push(' ');
                item.push_str(line.trim());
            }
            _ => {}
        }
    }
    items.iter().filter_map(|item| reason(item)).collect()
}

/// Reads `` `lint` (`subject`): reason ``.
fn reason(item: &str) -> Option<Reason> {
    let (lint, rest) = item.strip_prefix('`')?.split_once('`')?;
    let rest = rest.trim_start();
    let (subject, rest) = match rest.strip_prefix('(') {
        Some(inside) => {
            let (subject, rest) = inside.split_once(')')?;
            (Some(subject.trim_matches('`').to_owned()), rest)
        }
        None => (None, rest),
    };
    let text = rest.trim_start().strip_prefix(':')?.trim().to_owned();
    (!text.is_empty()).then(|| Reason { lint: lint.to_owned(), subject, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_stand_in_a_list_of_their_release() {
        let notes = Notes::read(
            "# Changelog\n\n## Unreleased\n\n- Soon.\n\n## [1.1.0] - 2026-01-02\n\nMore zones.\n\n\
             ### Compatible\n\n- `variable-default-changed` (`size`): the same machine,\n  renamed.\n\
             - `argument-changed`: all of them are names.\n- `no-reason`:\n\n### Fixed\n\n- `x`: y\n\n\
             ## 1.0.0\n\nFirst.\n",
        );
        let versions: Vec<_> = notes.releases.iter().map(|r| r.version.clone()).collect();
        assert_eq!(versions, [None, Some(Version::new(1, 1, 0)), Some(Version::new(1, 0, 0))]);
        let release = notes.of(Some(&Version::new(1, 1, 0))).expect("it is there");
        let reasons: Vec<_> = release
            .compatible
            .iter()
            .map(|r| (r.lint.as_str(), r.subject.as_deref(), r.text.as_str()))
            .collect();
        assert_eq!(
            reasons,
            [
                ("variable-default-changed", Some("size"), "the same machine, renamed."),
                ("argument-changed", None, "all of them are names."),
            ]
        );
        assert!(release.compatible[0].covers("variable-default-changed", "size"));
        assert!(!release.compatible[0].covers("variable-default-changed", "name"));
        assert_eq!(Notes::read("no headings"), Notes::default());
    }
}
