//! Where a module call gets its module: the addresses that `source` accepts.

use std::fmt;
use std::str::FromStr;

/// What a module's `source` names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ModuleSource {
    /// A module registry.
    Registry(RegistrySource),
    /// A directory beside the caller: `./x`, `../x`.
    Local(String),
    /// A git repository.
    Git(GitSource),
    /// An archive at a URL: `https://…/x.zip`, `s3::https://…`, `gcs::https://…`.
    Archive {
        /// The getter that was forced with `s3::` and the like.
        getter: Option<String>,
        /// The address.
        url: String,
        /// The directory inside it, after `//`.
        subdir: Option<String>,
    },
    /// Anything else that Terraform accepts: a Mercurial repository, an absolute path.
    Other {
        /// The address.
        address: String,
        /// The directory inside it, after `//`.
        subdir: Option<String>,
    },
}

/// `[host/]namespace/name/provider[//subdir]`
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RegistrySource {
    /// The registry's host, when it is not the public one; lower case.
    pub host: Option<String>,
    /// The namespace.
    pub namespace: String,
    /// The module's name.
    pub name: String,
    /// The target system, such as `aws`.
    pub provider: String,
    /// The directory inside it, after `//`.
    pub subdir: Option<String>,
}

/// A git repository.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GitSource {
    /// The URL: `https://…`, `ssh://…`.
    pub url: String,
    /// The directory inside it, after `//`.
    pub subdir: Option<String>,
    /// The branch, tag or commit, after `?ref=`.
    pub reference: Option<String>,
    /// The other query arguments as written, such as `depth=1`.
    pub query: Vec<String>,
}

/// Why a source is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleSourceError {
    /// One clause that says what is wrong.
    pub message: String,
    /// What was probably meant.
    pub help: Option<String>,
}

impl ModuleSource {
    /// The directory inside what the source names, after `//`.
    #[must_use]
    pub fn subdir(&self) -> Option<&str> {
        match self {
            Self::Registry(RegistrySource { subdir, .. })
            | Self::Git(GitSource { subdir, .. })
            | Self::Archive { subdir, .. }
            | Self::Other { subdir, .. } => subdir.as_deref(),
            Self::Local(_) => None,
        }
    }
}

impl FromStr for ModuleSource {
    type Err = ModuleSourceError;

    fn from_str(_text: &str) -> Result<Self, Self::Err> {
        todo!()
    }
}

impl fmt::Display for ModuleSource {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}

impl fmt::Display for ModuleSourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ModuleSourceError {}
