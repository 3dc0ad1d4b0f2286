//! Where modules of others come from: registries, git, archives and folders, read into memory.
//!
//! Whoever is asked may answer with an address, and such an address is looked at as one that a
//! stranger sent: it never leads to a file of this machine, and what comes is read within limits
//! and compared with every hash that is told.

mod http;
mod location;
mod registry;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use semver::Version;

use crate::error::{Error, Result};
use crate::release::Tree;
use crate::store::{git, is_archive, read_archive, read_folder};
use crate::terraform::{
    CliConfig, Constraint, GitSource, ModuleSource, RegistrySource, tree_hash, version,
};
use http::Http;
use location::Location;
pub use location::without_user;

/// Gets packages.
#[derive(Debug)]
pub struct Upstream {
    http: Http,
}

/// A package as it came, and by what it is known again.
#[derive(Debug, Clone)]
pub struct UpstreamPackage {
    /// All its files.
    pub tree: Tree,
    /// The folder in it that was asked for; empty for all of it.
    pub subdir: Utf8PathBuf,
    /// The address as Terraform takes it, with that folder.
    pub source: String,
    /// The version, when it has one.
    pub version: Option<Version>,
    /// The commit, when it came from git.
    pub commit: Option<String>,
    /// SHA-256 of the archive, when it came as one.
    pub archive: Option<String>,
}

impl UpstreamPackage {
    /// The tree hash of all its files.
    #[must_use]
    pub fn hash(&self) -> String {
        tree_hash(self.tree.files.iter().map(|(path, bytes)| (path.as_path(), &bytes[..])))
    }

    /// The same package, of which a folder below the one that was meant is meant.
    fn below(self, subdir: Option<&str>) -> Result<Self> {
        let (tree, subdir) = location::select(self.tree, self.subdir, subdir)?;
        Ok(Self { tree, subdir, ..self })
    }
}

/// What is asked for.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// What a `source` argument may name.
    Source(ModuleSource),
    /// A folder or an archive of this machine.
    Path(Utf8PathBuf),
}

impl Upstream {
    /// Something that gets packages. Registries are found and called as Terraform's settings say;
    /// `ca` is a file of certificates, PEM, that are trusted besides the system's.
    ///
    /// # Errors
    /// When the certificates cannot be used.
    pub fn new(config: CliConfig, ca: Option<&Utf8Path>) -> Result<Self> {
        Ok(Self { http: Http::new(config, ca)? })
    }

    /// Gets a package: of the versions that it has the newest that `constraint` admits.
    ///
    /// `local` says that a person named the source: then it may be on this machine.
    ///
    /// # Errors
    /// When it is not there, is refused, is not what its hash says, or is more than a module may be.
    pub fn get(
        &self,
        wanted: &Wanted,
        constraint: Option<&Constraint>,
        local: bool,
    ) -> Result<UpstreamPackage> {
        let source = match wanted {
            Wanted::Path(path) => return path_package(path, constraint),
            Wanted::Source(source) => source,
        };
        match source {
            ModuleSource::Registry(source) => self.registry_package(source, constraint),
            ModuleSource::Git(git) => git_package(git, constraint, local),
            ModuleSource::Archive { .. } => {
                no_versions(constraint)?;
                let location = Location::read(&source.to_string())?;
                self.package_at(&location, &source.to_string(), 0)
            }
            ModuleSource::Local(path) => Err(Error::usage(format!("{path} has no caller here"))),
            ModuleSource::Other { address, .. } => {
                let address = without_user(address);
                Err(Error::refused(format!("`{address}` is no source that is imported"))
                    .hint("name a registry's module, a git repository, an archive or a folder"))
            }
        }
    }

    fn registry_package(
        &self,
        source: &RegistrySource,
        constraint: Option<&Constraint>,
    ) -> Result<UpstreamPackage> {
        let found = self.http.release(&source.package(), constraint)?;
        let name = source.to_string();
        let mut got = self.package_at(&found.location, &name, 0)?;
        got = got.below(source.subdir.as_deref())?;
        got.source = name;
        got.version = Some(found.version);
        Ok(got)
    }

    /// Gets what is at a location; no location on this machine is followed.
    fn package_at(&self, at: &Location, shown: &str, hops: usize) -> Result<UpstreamPackage> {
        match at {
            Location::Git(git) => git_package(git, None, false),
            Location::Archive(archive) => {
                let got = self.http.archive(archive)?;
                if let Some(next) = got.elsewhere {
                    if hops >= location::MAX_HOPS {
                        return Err(Error::refused(format!("{shown} leads on and on")));
                    }
                    let got = self.package_at(&next, shown, hops + 1)?;
                    // The folder is meant in what it leads to.
                    return match &archive.subdir {
                        Some(subdir) => {
                            let source = archive.address();
                            Ok(UpstreamPackage { source, ..got.below(Some(subdir))? })
                        }
                        None => Ok(got),
                    };
                }
                UpstreamPackage {
                    tree: got.tree,
                    subdir: Utf8PathBuf::new(),
                    source: archive.address(),
                    version: None,
                    commit: None,
                    archive: Some(got.sha256),
                }
                .below(archive.subdir.as_deref())
            }
        }
    }
}

fn path_package(path: &Utf8Path, constraint: Option<&Constraint>) -> Result<UpstreamPackage> {
    no_versions(constraint)?;
    let (tree, archive) = if path.is_dir() {
        (read_folder(path)?, None)
    } else if path.exists() && is_archive(path) {
        // First within limits, then for its hash.
        let tree = read_archive(path)?;
        let bytes = std::fs::read(path).map_err(|e| Error::io(format!("cannot read {path}"), e))?;
        (tree, Some(super::sha256(&bytes)))
    } else if path.exists() {
        return Err(Error::usage(format!("{path} is neither a folder nor an archive"))
            .hint("archives are .tar.gz, .tgz, .tar and .zip"));
    } else {
        return Err(Error::not_found(format!("there is no {path}")));
    };
    // Where something lies on one machine is nobody else's business.
    let name = path.file_name().filter(|_| path.is_absolute());
    Ok(UpstreamPackage {
        tree,
        subdir: Utf8PathBuf::new(),
        source: name.map_or_else(|| path.to_string(), str::to_owned),
        version: None,
        commit: None,
        archive,
    })
}

/// Only registries and tags have versions to choose from.
fn no_versions(constraint: Option<&Constraint>) -> Result<()> {
    match constraint {
        None => Ok(()),
        Some(_) => Err(Error::usage("what is not in a registry or in git has no versions")
            .hint("leave --version out")),
    }
}

fn git_package(
    source: &GitSource,
    constraint: Option<&Constraint>,
    local: bool,
) -> Result<UpstreamPackage> {
    let url = source.url.as_str();
    let mut reference = source.reference.clone();
    if let Some(constraint) = constraint {
        if let Some(reference) = &reference {
            return Err(Error::usage(format!(
                "the address names the revision {reference} already"
            ))
            .hint("leave out either ?ref= or --version"));
        }
        let tags = git::remote_tags(url, local)?;
        let mut versions: Vec<(Version, String)> = tags
            .into_iter()
            .filter_map(|tag| {
                let text = tag.strip_prefix('v').unwrap_or(&tag);
                Some((version::parse(text).ok()?, tag))
            })
            .collect();
        versions.sort();
        let known: Vec<Version> = versions.iter().map(|(version, _)| version.clone()).collect();
        let newest = constraint.newest(&known).ok_or_else(|| {
            Error::not_found(format!("no tag of {url} is a version that {constraint} admits"))
        })?;
        reference = versions.iter().find(|(v, _)| v == newest).map(|(_, tag)| tag.clone());
    }
    let fetched = git::fetch(url, reference.as_deref(), local)?;
    let shown = url.rsplit('/').next().unwrap_or(url).to_owned();
    let tree = fetched.repository.objects()?.tree(&fetched.commit, Utf8Path::new(""), &shown)?;
    let tree = tree.ok_or_else(|| Error::refused(format!("{url} holds no files")))?;
    let last = reference.as_deref().and_then(|tag| tag.rsplit('/').next()).unwrap_or_default();
    let told = version::parse(last.strip_prefix('v').unwrap_or(last)).ok();
    let address = GitSource { reference, query: Vec::new(), ..source.clone() };
    UpstreamPackage {
        tree,
        subdir: Utf8PathBuf::new(),
        source: address.to_string(),
        version: told,
        commit: Some(fetched.commit),
        archive: None,
    }
    .below(source.subdir.as_deref())
}

/// A path that stays in what it is relative to, without needless steps; `None` when it leads out.
#[must_use]
pub fn inside(path: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut inner = Utf8PathBuf::new();
    for part in path.components() {
        match part {
            Utf8Component::CurDir => {}
            Utf8Component::Normal(name) => inner.push(name),
            Utf8Component::ParentDir => {
                inner.file_name()?;
                inner.pop();
            }
            Utf8Component::RootDir | Utf8Component::Prefix(_) => return None,
        }
    }
    Some(inner)
}
