//! Which tags of a repository are releases of a module: `v1.2.0`, or `postgres/v1.2.0` where a
//! repository holds several modules.

use std::collections::BTreeSet;

use camino::Utf8Path;
use semver::Version;

use crate::error::{Error, Result};
use crate::store::git::{Repository, Tag};
use crate::terraform;

/// A release of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Release {
    /// What it is called.
    pub(super) version: Version,
    /// Its tag.
    pub(super) tag: Tag,
}

/// The version that a tag or another revision names: `v1.2.0` or `1.2.0`, after the last `/`.
pub(super) fn version_of(revision: &str) -> Option<Version> {
    split(revision).map(|(_, version)| version)
}

/// What stands before the version, `postgres/` or nothing, and the version.
fn split(tag: &str) -> Option<(&str, Version)> {
    let start = tag.rfind('/').map_or(0, |slash| slash + 1);
    let (prefix, name) = tag.split_at(start);
    let whole = name.strip_prefix('v').unwrap_or(name);
    // `v1` and `v1.2` move from release to release.
    let release = whole.split(['-', '+']).next().unwrap_or_default();
    if release.split('.').count() != 3 {
        return None;
    }
    terraform::version::parse(whole).ok().map(|version| (prefix, version))
}

/// The releases of the module in the folder `path` of the repository, oldest first.
///
/// They are the tags that begin with the folder's path, else with its name, else those without
/// anything before the version; only full releases, unless `pre_releases` says otherwise.
///
/// # Errors
/// When there is none, and when git fails.
pub(super) fn releases(
    repository: &Repository,
    path: &Utf8Path,
    merged: bool,
    pre_releases: bool,
) -> Result<Vec<Release>> {
    let tags = repository.tags(merged)?;
    let name = path.file_name().unwrap_or_default();
    let prefixes = match path.as_str() {
        "" => vec![String::new()],
        path => vec![format!("{path}/"), format!("{name}/"), String::new()],
    };
    let full = |version: &Version| pre_releases || version.pre.is_empty();
    for prefix in &prefixes {
        let own = tags.iter().filter_map(|tag| {
            let (before, version) = split(&tag.name)?;
            let own = before == prefix && full(&version);
            own.then(|| Release { version, tag: tag.clone() })
        });
        let mut releases: Vec<_> = own.collect();
        // By precedence: `v1.0.0` and `1.0.0` are the same release.
        releases.sort_by(|a, b| (&a.version, &a.tag.name).cmp(&(&b.version, &b.tag.name)));
        releases.dedup_by(|b, a| a.version == b.version);
        if !releases.is_empty() {
            return Ok(releases);
        }
    }
    let others: BTreeSet<&str> =
        tags.iter().filter_map(|tag| split(&tag.name)).map(|(prefix, _)| prefix).collect();
    Err(none(path, &prefixes, &others, merged))
}

fn none(path: &Utf8Path, prefixes: &[String], others: &BTreeSet<&str>, merged: bool) -> Error {
    let tried: Vec<_> = prefixes.iter().map(|prefix| format!("`{prefix}v1.2.3`")).collect();
    let of = match path.as_str() {
        "" => "the repository".to_owned(),
        path => path.to_owned(),
    };
    let history = if merged { " in the history of what is checked out" } else { "" };
    let error = Error::not_found(format!("there is no release of {of}{history}"))
        .hint(format!("releases are tags such as {}", tried.join(", ")));
    let others: Vec<_> =
        others.iter().filter(|o| !o.is_empty()).take(8).map(|o| o.trim_end_matches('/')).collect();
    match others[..] {
        [] => error.hint("a shallow clone has no tags: `git fetch --tags --unshallow` gets them"),
        _ => error.hint(format!("there are releases of other modules: {}", others.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_last_part_of_a_tag_and_has_three_numbers() {
        for (tag, version) in [
            ("v1.2.3", Some("1.2.3")),
            ("1.2.3", Some("1.2.3")),
            ("modules/postgres/v1.2.3-rc.1", Some("1.2.3-rc.1")),
            ("refs/tags/v0.1.0", Some("0.1.0")),
            ("v1", None),
            ("v1.2", None),
            ("main", None),
            ("v1.2.3.4", None),
            ("postgres-v1.2.3", None),
        ] {
            let found = version_of(tag).map(|v| v.to_string());
            assert_eq!(found.as_deref(), version, "{tag}");
        }
    }
}
