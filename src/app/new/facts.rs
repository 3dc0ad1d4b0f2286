//! What lies around the folder that is written to: its name, and who owns what in the repository.
//!
//! Reads files only and runs nothing. What is not there, or cannot be read, is no fact.

use std::collections::BTreeSet;
use std::fs;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// What is known of the place that is written to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The name of the folder that is worked in.
    pub folder: Option<String>,
    /// The repository around it.
    pub repository: Option<Repository>,
}

/// A git repository, as far as its files say something of a new service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repository {
    /// Where `--out` lies in it or, without, the folder that is worked in; from its root.
    pub place: Utf8PathBuf,
    /// Its `CODEOWNERS`, from its root; empty when it has none.
    pub file: Utf8PathBuf,
    /// The rules of `CODEOWNERS`, in the order in which they stand; a later one wins.
    pub rules: Vec<OwnerRule>,
}

/// One line of a `CODEOWNERS`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerRule {
    /// Which paths it is about.
    pub pattern: String,
    /// Who owns them.
    pub owners: Vec<String>,
}

/// Where a `CODEOWNERS` is looked for, in the order in which code hosts do.
const PLACES: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/// The largest `CODEOWNERS` that is read, as code hosts do.
const MAX_OWNERS_BYTES: u64 = 3 << 20;

impl Facts {
    /// Reads what there is to know for writing to `out`, or below the folder that is worked in.
    #[must_use]
    pub fn read(out: Option<&Utf8Path>) -> Self {
        let absolute = |path: &Utf8Path| {
            let path = std::path::absolute(path).ok()?;
            Utf8PathBuf::from_path_buf(path).ok().map(|path| without_dots(&path))
        };
        let Some(here) =
            std::env::current_dir().ok().and_then(|path| Utf8PathBuf::from_path_buf(path).ok())
        else {
            return Self::default();
        };
        let target = match out {
            Some(out) => absolute(out).unwrap_or_else(|| here.clone()),
            None => here.clone(),
        };
        Self {
            folder: here.file_name().map(str::to_owned),
            repository: Repository::around(&target),
        }
    }
}

/// A path with each `..` taken at its word.
fn without_dots(path: &Utf8Path) -> Utf8PathBuf {
    let mut plain = Utf8PathBuf::new();
    for part in path.components() {
        if part == Utf8Component::ParentDir {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    plain
}

impl Repository {
    /// Who owns a folder: the teams of the last rule that is about it.
    #[must_use]
    pub fn owners_of(&self, place: &Utf8Path) -> Vec<String> {
        let rule = self.rules.iter().rev().find(|rule| rule.is_about(place));
        rule.map(OwnerRule::teams).unwrap_or_default()
    }

    /// Every team that owns something, by name.
    #[must_use]
    pub fn teams(&self) -> Vec<String> {
        let teams: BTreeSet<String> = self.rules.iter().flat_map(OwnerRule::teams).collect();
        teams.into_iter().collect()
    }

    fn around(target: &Utf8Path) -> Option<Self> {
        let root = target.ancestors().find(|folder| folder.join(".git").exists())?;
        let place = target.strip_prefix(root).unwrap_or(Utf8Path::new("")).to_owned();
        for file in PLACES {
            let path = root.join(file);
            let small =
                fs::metadata(&path).is_ok_and(|m| m.is_file() && m.len() <= MAX_OWNERS_BYTES);
            if let (true, Ok(text)) = (small, fs::read_to_string(&path)) {
                return Some(Self { place, file: file.into(), rules: rules(&text) });
            }
        }
        Some(Self { place, ..Self::default() })
    }
}

impl OwnerRule {
    /// Whether the rule is about a folder: the forms that name one from the root, and `*`.
    fn is_about(&self, place: &Utf8Path) -> bool {
        let pattern = self.pattern.as_str();
        if matches!(pattern, "*" | "**" | "/**" | "/") {
            return true;
        }
        let inner = pattern.trim_start_matches('/');
        let inner = inner.trim_end_matches("/**").trim_end_matches("/*").trim_end_matches('/');
        // A pattern with one part and no slash before it is about a folder of that name anywhere.
        let anywhere = !inner.contains('/') && !pattern.starts_with('/');
        let parts: Vec<&str> = place.components().map(|part| part.as_str()).collect();
        let wanted: Vec<&str> = inner.split('/').collect();
        let starts = |at: usize| {
            parts.len() >= at + wanted.len()
                && wanted.iter().zip(&parts[at..]).all(|(w, p)| *w == "*" || w == p)
        };
        if anywhere { (0..parts.len()).any(starts) } else { starts(0) }
    }

    /// The teams among the owners, without `@`; the people when there is no team.
    fn teams(&self) -> Vec<String> {
        // Names go into files and onto terminals: only what code hosts allow in one is a name.
        let plain =
            |name: &&str| name.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
        let named = self.owners.iter().filter_map(|owner| owner.strip_prefix('@')).filter(plain);
        let (teams, people): (Vec<&str>, Vec<&str>) = named.partition(|name| name.contains('/'));
        let chosen = if teams.is_empty() { people } else { teams };
        chosen.into_iter().map(str::to_owned).collect()
    }
}

/// The rules of a `CODEOWNERS`, comments and sections left out.
fn rules(text: &str) -> Vec<OwnerRule> {
    let lines = text.lines().map(|line| line.split(" #").next().unwrap_or(line).trim());
    lines
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '[', '^']))
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let pattern = words.next()?.to_owned();
            Some(OwnerRule { pattern, owners: words.map(str::to_owned).collect() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owners(text: &str, place: &str) -> String {
        let repository = Repository { rules: rules(text), ..Repository::default() };
        repository.owners_of(place.into()).join(" ")
    }

    #[test]
    fn the_last_rule_that_is_about_the_folder_decides() {
        let text = "# all\n* @acme/all\n/services/ @acme/services\npay/ @acme/pay @ann\n\
                    /libs/* @acme/libs\n/a/*/c @acme/c\n[Section]\n*.tf @acme/tf\n/gone/\n";
        for (place, owner) in [
            ("other", "acme/all"),
            ("services/orders", "acme/services"),
            ("services/pay", "acme/pay"),
            ("elsewhere/pay/deep", "acme/pay"),
            ("libs/x", "acme/libs"),
            ("x/libs/y", "acme/all"),
            ("a/b/c", "acme/c"),
            ("a/b/d", "acme/all"),
            ("gone/x", ""),
        ] {
            assert_eq!(owners(text, place), owner, "{place}");
        }
    }

    #[test]
    fn people_stand_in_for_teams_and_addresses_for_nobody() {
        assert_eq!(owners("* @ann @acme/team bob@acme.example\n", "x"), "acme/team");
        assert_eq!(owners("* @ann\n", "x"), "ann");
        assert_eq!(owners("* bob@acme.example\n", "x"), "");
        assert_eq!(owners("* @acme/\u{1b}[31mred @acme/team\n", "x"), "acme/team");
    }
}
