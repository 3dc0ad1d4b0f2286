//! What a word of `pave diff` names: a folder, an archive, a git revision, a module or a release
//! of the catalog.
//!
//! A word that could be two of them is refused: guessing would compare something else than was
//! meant, without a sign of it.

use camino::{Utf8Path, Utf8PathBuf};
use semver::Version;

use super::release::{releases, version_of};
use crate::catalog::{Catalog, CatalogModule};
use crate::diag::nearest;
use crate::error::{Error, Result};
use crate::release::Tree;
use crate::store::{self, Gather, git::Repository};
use crate::terraform;

/// Where versions are looked for.
pub(super) struct Finder<'f> {
    /// The folder whose repository revisions are looked up in.
    pub(super) here: &'f Utf8Path,
    /// Reads the catalog.
    pub(super) catalog: &'f dyn Fn() -> Result<Catalog>,
    /// The folder that the catalog is read from; none for the one built in.
    pub(super) catalog_folder: Option<&'f Utf8Path>,
}

/// A version that was found.
#[derive(Debug)]
pub(super) struct Located {
    /// Its files.
    pub(super) tree: Tree,
    /// The version by which it was found.
    pub(super) version: Option<Version>,
}

/// What a word names.
enum Operand {
    Folder(Utf8PathBuf),
    Archive(Utf8PathBuf),
    Module { catalog: Box<Catalog>, name: String },
    Release { name: String, version: Version },
    Revision { repository: Repository, revision: String, path: Option<String> },
}

impl From<Tree> for Located {
    fn from(tree: Tree) -> Self {
        Self { tree, version: None }
    }
}

impl Finder<'_> {
    /// Both versions; without a new one, the last release of the old one and what it is now.
    pub(super) fn both(&self, old: &str, new: Option<&str>) -> Result<(Located, Located)> {
        let first = self.read(old)?;
        let Some(new) = new else {
            return match &first {
                Operand::Folder(dir) => Ok((self.last_release(dir)?, self.locate(&first, None)?)),
                Operand::Module { catalog, name } => {
                    let dir = self.module_folder(catalog.require_module(name)?)?;
                    Ok((self.last_release(&dir)?, self.locate(&first, None)?))
                }
                _ => Err(Error::usage(format!("there is nothing to compare `{old}` with"))
                    .hint(format!("name the new version too: pave diff {old} NEW"))),
            };
        };
        let second = self.read(new)?;
        Ok((self.locate(&first, Some(&second))?, self.locate(&second, Some(&first))?))
    }

    /// The version that a word names, a bare revision that of the module in `folder`.
    pub(super) fn one(&self, word: &str, folder: Option<&Utf8Path>) -> Result<Located> {
        let folder = folder.map(|dir| Operand::Folder(dir.to_owned()));
        self.locate(&self.read(word)?, folder.as_ref())
    }

    /// What a word names.
    fn read(&self, word: &str) -> Result<Operand> {
        let path = Utf8Path::new(word);
        if word.is_empty() || word.starts_with('-') {
            return Err(Error::usage(format!("`{word}` names no version of a module"))
                .hint("a folder whose name begins with `-` is written `./-name`"));
        }
        if path.is_dir() {
            return Ok(Operand::Folder(path.to_owned()));
        }
        if path.exists() {
            return match store::is_archive(path) {
                true => Ok(Operand::Archive(path.to_owned())),
                false => Err(Error::usage(format!("{word} is neither a folder nor an archive"))
                    .hint("archives are .tar.gz, .tgz, .tar and .zip")),
            };
        }
        if let Some((name, version)) = word.split_once('@')
            && is_name(name)
            && let Ok(version) = terraform::version::parse(version)
        {
            return Ok(Operand::Release { name: name.to_owned(), version });
        }
        let catalog = is_name(word).then(self.catalog);
        let revision = self.revision(word)?;
        match (catalog, revision) {
            (Some(Ok(catalog)), found) => match (catalog.module(word), found) {
                (Some(_), Some(_)) => Err(ambiguous(word)),
                (Some(_), None) => {
                    Ok(Operand::Module { catalog: Box::new(catalog), name: word.to_owned() })
                }
                (None, Some(revision)) => Ok(revision),
                (None, None) => Err(self.nothing(word, Some(&catalog))),
            },
            (_, Some(revision)) => Ok(revision),
            (Some(Err(error)), None) => Err(error),
            (None, None) => Err(self.nothing(word, None)),
        }
    }

    /// `REV` or `REV:PATH`, when there is such a revision.
    fn revision(&self, word: &str) -> Result<Option<Operand>> {
        let (revision, path) = match word.split_once(':') {
            Some((revision, path)) => (revision, Some(path.to_owned())),
            None => (word, None),
        };
        // Where no git is, a word may still be meant as something else; the last error says all.
        let Some(repository) = Repository::around(self.here)? else { return Ok(None) };
        Ok(repository.objects()?.commit(revision)?.map(|_| {
            let revision = revision.to_owned();
            Operand::Revision { repository, revision, path }
        }))
    }

    /// Reads what was named; `other` is what it is compared with.
    fn locate(&self, operand: &Operand, other: Option<&Operand>) -> Result<Located> {
        match operand {
            Operand::Folder(dir) => store::read_folder(dir).map(Into::into),
            Operand::Archive(path) => store::read_archive(path).map(Into::into),
            Operand::Module { catalog, name } => {
                Ok(catalog_tree(catalog.require_module(name)?)?.into())
            }
            Operand::Release { name, version } => self.release(name, version),
            Operand::Revision { repository, revision, path } => {
                let path = match (path, other) {
                    (Some(path), _) => normal(path, &repository.prefix)?,
                    (None, other) => path_like(repository, other)?,
                };
                at_revision(repository, revision, &path)
            }
        }
    }

    /// The release of that name and version: the catalog's own, else the one that a tag names.
    fn release(&self, name: &str, version: &Version) -> Result<Located> {
        let catalog = (self.catalog)()?;
        if let Some(module) = catalog.module_version(name, version) {
            return Ok(Located { version: Some(version.clone()), ..catalog_tree(module)?.into() });
        }
        let known = catalog.module(name).map(|module| &module.version);
        let missing = |error: Error| match known {
            Some(known) => error.hint(format!("the catalog has {name} {known}")),
            None => match nearest(name, catalog.modules().map(|m| m.name.as_str())) {
                Some(near) => error.hint(format!("did you mean `{near}@{version}`?")),
                None => error,
            },
        };
        let Some(folder) = self.catalog_folder else {
            let error = Error::not_found(format!("the built-in catalog has no {name} {version}"));
            return Err(missing(error));
        };
        let Some(repository) = Repository::around(folder)? else {
            let error = Error::not_found(format!("the catalog {folder} has no {name} {version}"));
            return Err(missing(error).hint("it is in no git repository whose tags could tell"));
        };
        let inner = catalog.module(name).map_or_else(
            || Utf8PathBuf::from("modules").join(name),
            |module| module.folder().to_owned(),
        );
        let path = repository.prefix.join(inner);
        let tags = [format!("{name}/v{version}"), format!("{name}/{version}")];
        let mut objects = repository.objects()?;
        for tag in &tags {
            if objects.commit(&format!("refs/tags/{tag}"))?.is_some() {
                return at_revision(&repository, tag, &path);
            }
        }
        let error = Error::not_found(format!("there is no release {name} {version}"));
        Err(missing(error).hint(format!("looked for the tag `{}` around {folder}", tags[0])))
    }

    /// The last release of the module in a folder, by the tags in the history.
    fn last_release(&self, dir: &Utf8Path) -> Result<Located> {
        let Some(repository) = Repository::around(dir)? else {
            return Err(Error::not_found(format!(
                "{dir} is in no git repository, so its last release is not known"
            ))
            .hint(format!("name the version that callers have: pave diff OLD {dir}")));
        };
        let releases = releases(&repository, &repository.prefix, true, false)?;
        let last = releases.last().expect("where there is none, that is an error");
        at_revision(&repository, &last.tag.name, &repository.prefix.clone())
    }

    /// Where a module of the catalog lies.
    fn module_folder(&self, module: &CatalogModule) -> Result<Utf8PathBuf> {
        let name = &module.name;
        let folder = self.catalog_folder.ok_or_else(|| {
            Error::usage(format!("the built-in catalog has one version of {name}"))
                .hint(format!("name the version to compare it with: pave diff {name} NEW"))
                .hint("--catalog names a folder whose git tags tell of releases")
        })?;
        Ok(folder.join(module.folder()))
    }

    /// Nothing is called that: what was tried, and what is near.
    fn nothing(&self, word: &str, catalog: Option<&Catalog>) -> Error {
        let kinds = "folder, archive, module or git revision";
        let mut error = Error::not_found(format!("there is no {kinds} `{word}`"));
        let around = Repository::around(self.here).ok().flatten();
        let tags = around.as_ref().and_then(|r| r.tags(false).ok()).unwrap_or_default();
        let modules = catalog.into_iter().flat_map(|c| c.modules().map(|m| m.name.as_str()));
        let named = word.split_once(':').map_or(word, |(revision, _)| revision);
        if let Some(near) = nearest(named, modules.chain(tags.iter().map(|t| t.name.as_str()))) {
            error = error.hint(format!("did you mean `{near}`?"));
        }
        let folder = Utf8Path::new("modules").join(word);
        if is_name(word) && folder.is_dir() {
            error = error.hint(format!("did you mean the folder {folder}?"));
        }
        if is_name(word) && self.catalog_folder.is_none() {
            error =
                error.hint("modules are those of the built-in catalog; --catalog names another");
        }
        match around {
            None => {
                let here = if self.here == "." { "the current folder" } else { self.here.as_str() };
                error.hint(format!("{here} is in no git repository; --repo names one"))
            }
            Some(_) => error,
        }
    }
}

/// Whether a word may be the name of a module.
fn is_name(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !word.is_empty() && word.chars().all(plain)
}

fn ambiguous(word: &str) -> Error {
    Error::usage(format!("`{word}` is both a module of the catalog and a git revision"))
        .hint(format!("the module's folder, or `{word}@VERSION`, names the module"))
        .hint(format!("`refs/heads/{word}` or `refs/tags/{word}` names the revision"))
}

fn catalog_tree(module: &CatalogModule) -> Result<Tree> {
    let mut gather = Gather::new(module.shown());
    for file in module.all_files()? {
        gather.add(file.path, file.bytes.into_owned().into())?;
    }
    gather.finish()
}

/// The path that a revision without one stands for: that of what it is compared with, where this
/// is a path of the same repository, else the folder that is asked from.
fn path_like(repository: &Repository, other: Option<&Operand>) -> Result<Utf8PathBuf> {
    match other {
        Some(Operand::Folder(dir)) => {
            let around = Repository::around(dir)?.filter(|around| around.is_same(repository));
            Ok(around.map_or_else(|| repository.prefix.clone(), |around| around.prefix))
        }
        Some(Operand::Revision { path: Some(path), .. }) => normal(path, &repository.prefix),
        _ => Ok(repository.prefix.clone()),
    }
}

/// The path in the repository that the text after `REV:` names; `./` begins at `prefix`, as git
/// has it.
pub(super) fn normal(path: &str, prefix: &Utf8Path) -> Result<Utf8PathBuf> {
    let relative = path == "." || path.starts_with("./") || path.starts_with("../");
    let mut normal = if relative { prefix.to_owned() } else { Utf8PathBuf::new() };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if normal.pop() => {}
            ".." => return Err(Error::usage(format!("`{path}` leads out of the repository"))),
            part => normal.push(part),
        }
    }
    Ok(normal)
}

/// The module as it was at a revision.
pub(super) fn at_revision(
    repository: &Repository,
    revision: &str,
    path: &Utf8Path,
) -> Result<Located> {
    let mut objects = repository.objects()?;
    let commit = objects
        .commit(revision)?
        .ok_or_else(|| Error::not_found(format!("there is no git revision `{revision}`")))?;
    let shown = match path.as_str() {
        "" => revision.to_owned(),
        path => format!("{revision}:{path}"),
    };
    let tree = objects.tree(&commit, path, &shown)?.ok_or_else(|| {
        Error::not_found(format!("`{revision}` has no folder `{path}`"))
            .hint(format!("name the folder that it had then: {revision}:PATH"))
    })?;
    Ok(Located { tree, version: version_of(revision) })
}
