//! Which tags of a repository are releases, and the modules behind them.
//!
//! `postgres/v1.2.0` is a release of the module `postgres` of a catalog, and `v1.2.0` one of the
//! module that the repository is. `v1` and `v1.2`, which move from release to release, are none.

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use crate::error::{Error, Result};
use crate::registry::Publication;
use crate::release::{ModuleAddress, Package, Provenance};
use crate::store::git::{Repository, Tag};
use crate::terraform;

/// Where a catalog keeps the module of a name, when nobody says so.
const USUAL: [&str; 3] = ["catalog/modules", "modules", ""];

/// A repository whose tags become releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncRepository {
    /// Its URL, as git takes it, without a password.
    pub url: String,
    /// The namespace of its modules.
    pub namespace: String,
    /// Their target system.
    pub system: String,
    /// The folder under which its modules are, or the folder of its only one.
    pub path: Option<String>,
}

/// A tag that is a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseTag {
    /// The tag.
    pub tag: Tag,
    /// The name of the module before the version; none where the repository is one module.
    pub module: Option<String>,
    /// The version.
    pub version: Version,
}

/// The tags that are releases: by module, and of each the oldest version first, as it was judged.
#[must_use]
pub fn release_tags(tags: Vec<Tag>) -> Vec<ReleaseTag> {
    let mut found: Vec<ReleaseTag> = tags.into_iter().filter_map(release_tag).collect();
    found.sort_by(|a, b| {
        (&a.module, &a.version, &a.tag.name).cmp(&(&b.module, &b.version, &b.tag.name))
    });
    // `v1.0.0` and `1.0.0` are the same release, and the first of them is it.
    found.dedup_by(|b, a| a.module == b.module && a.version == b.version);
    found
}

fn release_tag(tag: Tag) -> Option<ReleaseTag> {
    let (before, name) = match tag.name.rsplit_once('/') {
        // `modules/postgres/v1.2.0` names the module by its path.
        Some((path, name)) => (path.rsplit('/').next(), name),
        None => (None, tag.name.as_str()),
    };
    let text = name.strip_prefix('v').unwrap_or(name);
    let numbers = text.split(['-', '+']).next().unwrap_or_default();
    if numbers.split('.').count() != 3 {
        return None;
    }
    let version = terraform::version::parse(text).ok()?;
    Some(ReleaseTag { module: before.map(str::to_owned), version, tag })
}

/// Reads the module that a tag is a release of.
///
/// # Errors
/// When there is no such module with a card at the tag, and when git fails.
pub fn read(
    repository: &Repository,
    of: &SyncRepository,
    release: &ReleaseTag,
) -> Result<Publication> {
    let ReleaseTag { tag, module, version } = release;
    let mut objects = repository.objects()?;
    let folders: Vec<Utf8PathBuf> = match (&of.path, module) {
        (Some(path), Some(name)) => vec![Utf8Path::new(path).join(name)],
        (Some(path), None) => vec![path.into()],
        (None, Some(name)) => USUAL.iter().map(|home| Utf8Path::new(home).join(name)).collect(),
        (None, None) => vec![Utf8PathBuf::new()],
    };
    for folder in &folders {
        let shown = format!("{}:{folder}", tag.name);
        let Some(tree) = objects.tree(&tag.commit, folder, &shown)? else { continue };
        let package = Package::read(tree.clone(), Some(version.clone()));
        let name = match (module, &package.card) {
            (Some(name), _) => name.clone(),
            (None, Some(card)) => card.name.value.clone(),
            (None, None) => continue,
        };
        let provenance = Provenance {
            repository: Some(of.url.clone()),
            commit: Some(tag.commit.clone()),
            tag: Some(tag.name.clone()),
            ..Provenance::default()
        };
        return Ok(Publication {
            address: ModuleAddress::new(&of.namespace, &name, &of.system)?,
            version: version.clone(),
            source: tree,
            provenance,
            draft: false,
        });
    }
    let places: Vec<&str> = folders.iter().map(|folder| folder.as_str()).collect();
    Err(Error::not_found(match places[..] {
        [""] => "the repository has no module.yaml at its top".to_owned(),
        _ => format!("there is no module in {}", places.join(", ")),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_releases_by_module_and_version() {
        let names = [
            "postgres/v1.10.0",
            "postgres/v1.9.0",
            "v1.0.0",
            "1.0.0",
            "modules/queue/v0.1.0-rc.1",
            "v1",
            "v1.2",
            "latest",
            "queue-v1.0.0",
        ];
        let tag = |name: &&str| Tag { name: (*name).to_owned(), commit: String::new() };
        let found = release_tags(names.iter().map(tag).collect());
        let told: Vec<String> = found
            .iter()
            .map(|r| format!("{} {}", r.module.as_deref().unwrap_or("-"), r.version))
            .collect();
        assert_eq!(told, ["- 1.0.0", "postgres 1.9.0", "postgres 1.10.0", "queue 0.1.0-rc.1"]);
    }
}
