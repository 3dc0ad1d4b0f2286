//! Files on their way into a tree, wherever they come from: within limits, and links followed
//! only to what lies in the same module.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::error::{Error, Result};
use crate::release::{MAX_BYTES, MAX_FILE_BYTES, MAX_FILES, Tree};

/// How deep folders may be nested before the rest is refused.
pub(super) const MAX_DEPTH: usize = 32;

/// How many links may lead on to links.
const MAX_LINKS: usize = 8;

/// A tree that is being filled.
#[derive(Debug)]
pub(crate) struct Gather {
    tree: Tree,
    bytes: u64,
    /// The text of each link, by its path.
    links: BTreeMap<Utf8PathBuf, String>,
}

/// Whether a file may be part of a module: it is not hidden, and not state.
pub(super) fn is_wanted(path: &Utf8Path) -> bool {
    let hidden = path.components().any(|part| part.as_str().starts_with('.'));
    !hidden && !path.as_str().contains(".tfstate")
}

/// Why a file of that size is not read.
pub(super) fn too_large() -> String {
    format!("has over {} MB", MAX_FILE_BYTES / 1_000_000)
}

impl Gather {
    /// An empty tree that is shown as `shown`.
    pub(crate) fn new(shown: impl Into<Utf8PathBuf>) -> Self {
        let tree = Tree { shown: shown.into(), ..Tree::default() };
        Self { tree, bytes: 0, links: BTreeMap::new() }
    }

    /// Adds a file.
    ///
    /// # Errors
    /// When the module has more than one may.
    pub(crate) fn add(&mut self, path: Utf8PathBuf, bytes: Arc<[u8]>) -> Result<()> {
        self.bytes += bytes.len() as u64;
        self.tree.files.insert(path, bytes);
        self.within_limits()
    }

    /// Keeps why a file is not read.
    ///
    /// # Errors
    /// When the module has more than one may.
    pub(super) fn refuse(&mut self, path: Utf8PathBuf, reason: impl Into<String>) -> Result<()> {
        self.tree.refused.insert(path, reason.into());
        self.within_limits()
    }

    /// Adds a link, to be followed at the end.
    ///
    /// # Errors
    /// When the module has more than one may.
    pub(super) fn link(&mut self, path: Utf8PathBuf, target: String) -> Result<()> {
        self.links.insert(path, target);
        self.within_limits()
    }

    /// Whether something of that path was added.
    pub(super) fn has(&self, path: &Utf8Path) -> bool {
        let Self { tree, links, .. } = self;
        tree.files.contains_key(path) || tree.refused.contains_key(path) || links.contains_key(path)
    }

    /// The tree, with links replaced by what they lead to.
    ///
    /// # Errors
    /// When the module has more than one may.
    pub(crate) fn finish(mut self) -> Result<Tree> {
        for (path, _) in self.links.clone() {
            match self.follow(&path) {
                Ok(bytes) => self.add(path, bytes)?,
                Err(reason) => self.refuse(path, reason)?,
            }
        }
        Ok(self.tree)
    }

    /// What a link leads to, or one clause that says why it is not followed.
    fn follow(&self, link: &Utf8Path) -> Result<Arc<[u8]>, String> {
        let mut at = link.to_owned();
        for _ in 0..MAX_LINKS {
            let Some(target) = self.links.get(&at) else { break };
            let from = at.parent().unwrap_or(Utf8Path::new(""));
            at = joined(from, Utf8Path::new(target))
                .ok_or_else(|| "is a link that leads out of the module".to_owned())?;
        }
        if let Some(bytes) = self.tree.files.get(&at) {
            return Ok(bytes.clone());
        }
        let folder = self.tree.files.keys().any(|path| path.starts_with(&at));
        Err(match folder {
            true => "is a link to a folder, which is not followed".to_owned(),
            false => "is a link that leads nowhere".to_owned(),
        })
    }

    fn within_limits(&self) -> Result<()> {
        let Tree { shown, files, refused, .. } = &self.tree;
        if files.len() + refused.len() + self.links.len() > MAX_FILES {
            return Err(too_many(shown));
        }
        if self.bytes > MAX_BYTES {
            let most = MAX_BYTES / 1_000_000;
            return Err(Error::refused(format!("the files of {shown} have more than {most} MB"))
                .hint("a module holds configuration: leave archives and pictures out"));
        }
        Ok(())
    }
}

/// More files than a module may have.
pub(super) fn too_many(shown: &Utf8Path) -> Error {
    Error::refused(format!("{shown} has more than {MAX_FILES} files"))
        .hint("name the folder of one module")
}

/// The path that `target` names from `from`; `None` when it leads out.
fn joined(from: &Utf8Path, target: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut path = from.to_owned();
    for part in target.components() {
        match part {
            Utf8Component::CurDir => {}
            Utf8Component::Normal(name) => path.push(name),
            Utf8Component::ParentDir => {
                path.file_name()?;
                path.pop();
            }
            Utf8Component::RootDir | Utf8Component::Prefix(_) => return None,
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_within_the_module_and_no_further() {
        let mut gather = Gather::new("m");
        gather.add("a/main.tf".into(), Arc::from(*b"x")).expect("small");
        for (path, target) in [
            ("a/same.tf", "main.tf"),
            ("b/up.tf", "../a/same.tf"),
            ("folder", "a"),
            ("gone.tf", "nothing.tf"),
            ("out.tf", "../main.tf"),
            ("root.tf", "/etc/passwd"),
            ("loop.tf", "loop.tf"),
        ] {
            gather.link(path.into(), target.into()).expect("small");
        }
        let tree = gather.finish().expect("small");
        let read: Vec<_> = tree.files.keys().map(|p| p.as_str()).collect();
        assert_eq!(read, ["a/main.tf", "a/same.tf", "b/up.tf"]);
        insta::assert_snapshot!(
            tree.refused.iter().map(|(p, r)| format!("{p} {r}\n")).collect::<String>(),
            @r#"
        folder is a link to a folder, which is not followed
        gone.tf is a link that leads nowhere
        loop.tf is a link that leads nowhere
        out.tf is a link that leads out of the module
        root.tf is a link that leads out of the module
        "#
        );
    }
}
