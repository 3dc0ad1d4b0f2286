//! What a folder in a git repository says of where it comes from: commit, tag, repository, and
//! whether it is what was committed.

use camino::Utf8Path;
use reqwest::Url;

use super::git::{Repository, git, run};
use crate::error::Result;
use crate::release::Tree;

/// A folder in a git repository, as it is checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// The commit that is checked out; none before the first.
    pub commit: Option<String>,
    /// The tags of that commit.
    pub tags: Vec<String>,
    /// The path of the folder in the repository; empty at its top.
    pub path: String,
    /// The repository as it is cloned, without credentials; none when it has no `origin`.
    pub repository: Option<String>,
    /// Whether the files are others than those of the commit.
    pub is_dirty: bool,
}

impl Checkout {
    /// What git knows of a folder with these files; none where it is in no repository.
    ///
    /// Compares the files themselves: `git status` runs what the repository's settings name.
    ///
    /// # Errors
    /// When there is no `git`, or it fails.
    pub fn of(folder: &Utf8Path, files: &Tree) -> Result<Option<Self>> {
        let Some(repository) = Repository::around(folder)? else { return Ok(None) };
        let mut objects = repository.objects()?;
        let commit = objects.commit("HEAD")?;
        let committed = match &commit {
            Some(commit) => objects.tree(commit, &repository.prefix, "HEAD")?,
            None => None,
        };
        let tags = repository.tags(false)?;
        let own = tags.into_iter().filter(|tag| Some(&tag.commit) == commit.as_ref());
        let origin = run(git(&repository.dir).args(["config", "--get", "remote.origin.url"]))?;
        let origin = String::from_utf8(origin.stdout).unwrap_or_default();
        Ok(Some(Self {
            tags: own.map(|tag| tag.name).collect(),
            path: repository.prefix.to_string(),
            repository: Some(without_credentials(origin.trim())).filter(|url| !url.is_empty()),
            is_dirty: committed.is_none_or(|committed| committed.files != files.files),
            commit,
        }))
    }

    /// The tag that stands for this version of the module in the folder: `postgres/v1.2.0`, or
    /// `v1.2.0` where the repository has one module.
    #[must_use]
    pub fn tag_of(&self, version: &str) -> Option<&str> {
        let name = Utf8Path::new(&self.path).file_name().unwrap_or_default();
        let named = |prefix: &str| {
            let [with, without] = [format!("{prefix}v{version}"), format!("{prefix}{version}")];
            self.tags.iter().find(|tag| **tag == with || **tag == without)
        };
        let prefixes = [format!("{}/", self.path), format!("{name}/"), String::new()];
        prefixes.iter().find_map(|prefix| named(prefix)).map(String::as_str)
    }
}

/// The address of a repository without what lets somebody in: passwords, tokens, queries.
#[must_use]
pub(super) fn without_credentials(url: &str) -> String {
    // `git@host:path` is no URL, and its name opens nothing.
    let Ok(mut parsed) = Url::parse(url) else { return url.to_owned() };
    if !parsed.has_host() {
        return url.to_owned();
    }
    let keeps_name = parsed.scheme() == "ssh";
    let _ = parsed.set_password(None);
    if !keeps_name {
        let _ = parsed.set_username("");
    }
    parsed.set_query(None);
    parsed.set_fragment(None);
    parsed.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_told_without_what_opens_it() {
        for (url, told) in [
            ("https://ci:s3cret@git.acme.example/a.git", "https://git.acme.example/a.git"),
            ("https://s3cret@git.acme.example/a.git?token=x", "https://git.acme.example/a.git"),
            ("ssh://git:s3cret@git.acme.example/a.git", "ssh://git@git.acme.example/a.git"),
            ("git@git.acme.example:platform/a.git", "git@git.acme.example:platform/a.git"),
            ("/srv/a.git", "/srv/a.git"),
        ] {
            assert_eq!(without_credentials(url), told);
        }
    }
}
