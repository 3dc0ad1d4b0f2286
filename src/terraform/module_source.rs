//! Where a module call gets its module: the addresses that `source` accepts.
//!
//! Reads as Terraform does: what begins with `./` is local, what looks like a registry address is
//! one, and the rest is a package to be fetched. Nothing is fetched here.

use std::fmt;
use std::str::FromStr;

/// The registry that stands for itself when an address names none.
pub const PUBLIC_REGISTRY: &str = "registry.terraform.io";

/// What a module's `source` names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ModuleSource {
    /// A module registry.
    Registry(RegistrySource),
    /// A directory beside the caller, without needless steps: `./x`, `../x`.
    Local(String),
    /// A git repository.
    Git(GitSource),
    /// An archive at a URL: `https://…/x.zip`, `s3::https://…`, `gcs::https://…`.
    Archive {
        /// The way of fetching named before `::`, such as `s3`.
        getter: Option<String>,
        /// The address, with its query.
        url: String,
        /// The directory inside it, after `//`.
        subdir: Option<String>,
    },
    /// Anything else that Terraform accepts: a Mercurial repository, an absolute path.
    Other {
        /// The address, with its query.
        address: String,
        /// The directory inside it, after `//`.
        subdir: Option<String>,
    },
}

/// `[host/]namespace/name/provider[//subdir]`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

    /// The address, when it is in a registry: the only kind that takes a version.
    #[must_use]
    pub fn as_registry(&self) -> Option<&RegistrySource> {
        match self {
            Self::Registry(registry) => Some(registry),
            _ => None,
        }
    }

    /// Whether it is a directory beside the caller.
    #[must_use]
    pub fn is_local(&self) -> bool {
        matches!(self, Self::Local(_))
    }
}

impl RegistrySource {
    /// The registry's host.
    #[must_use]
    pub fn host(&self) -> &str {
        self.host.as_deref().unwrap_or(PUBLIC_REGISTRY)
    }

    /// The address without the directory inside it.
    #[must_use]
    pub fn package(&self) -> Self {
        Self { subdir: None, ..self.clone() }
    }
}

impl FromStr for ModuleSource {
    type Err = ModuleSourceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(ModuleSourceError::new("the source is empty"));
        }
        if text != text.trim() {
            return Err(ModuleSourceError::new("the source begins or ends with a space"));
        }
        if let Some(path) = local_path(text) {
            return Ok(Self::Local(path));
        }
        let (package, subdir) = split_subdir(text)?;
        let registry = match read_registry(&package, subdir.clone()) {
            Ok(source) => return Ok(Self::Registry(source)),
            Err(error) => error,
        };
        read_remote(&package, subdir).map_err(|remote| {
            // What has the slashes of a registry address was most likely meant to be one.
            let parts = package.split('/').count();
            let is_url = package.contains("://") || package.contains("::");
            if !is_url && (parts == 3 || parts == 4) { registry } else { remote }
        })
    }
}

/// The path of a local source, cleaned as Terraform cleans it; `None` when it is not local.
fn local_path(text: &str) -> Option<String> {
    if !["./", "../", ".\\", "..\\"].iter().any(|prefix| text.starts_with(prefix)) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    let slashed = text.replace('\\', "/");
    for part in slashed.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(match parts.first() {
        Some(&"..") if parts.len() == 1 => "../".to_owned(),
        Some(&"..") => parts.join("/"),
        _ => format!("./{}", parts.join("/")),
    })
}

/// Divides at the `//` that is not a URL's; a query stays with the package.
fn split_subdir(text: &str) -> Result<(String, Option<String>), ModuleSourceError> {
    let (path, query) = match text.find('?') {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let start = path.find("://").map_or(0, |at| at + 3);
    let Some(at) = path[start..].find("//") else {
        return Ok((text.to_owned(), None));
    };
    let (package, subdir) = (&path[..start + at], &path[start + at + 2..]);
    let mut parts: Vec<&str> = Vec::new();
    for part in subdir.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." && parts.pop().is_none() {
            let message = format!("`{subdir}` leads out of the package");
            return Err(ModuleSourceError::new(message));
        } else if part != ".." {
            parts.push(part);
        }
    }
    let subdir = Some(parts.join("/")).filter(|subdir| !subdir.is_empty());
    Ok((format!("{package}{query}"), subdir))
}

fn read_registry(
    package: &str,
    subdir: Option<String>,
) -> Result<RegistrySource, ModuleSourceError> {
    let parts: Vec<&str> = package.split('/').collect();
    let (host, [namespace, name, provider]) = match *parts.as_slice() {
        [namespace, name, provider] => (None, [namespace, name, provider]),
        [host, namespace, name, provider] => (Some(host), [namespace, name, provider]),
        _ => {
            return Err(ModuleSourceError::new(
                "a registry address has three parts, or four with a host: \
                 `namespace/name/provider`",
            ));
        }
    };
    let host = host.map(read_host).transpose()?;
    if !is_name(namespace) {
        let error = ModuleSourceError::new(format!("`{namespace}` is no namespace"));
        return Err(if namespace.contains('.') {
            error.help("a host is followed by three parts: `host/namespace/name/provider`")
        } else {
            error
        });
    }
    if !is_name(name) {
        return Err(ModuleSourceError::new(format!("`{name}` is no module name")));
    }
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    if provider.is_empty() || provider.len() > 64 || !provider.bytes().all(plain) {
        let message = format!("`{provider}` is no target system");
        return Err(ModuleSourceError::new(message).help(
            "the last part is a provider such as `aws`; a query such as `?ref=` is for git",
        ));
    }
    Ok(RegistrySource {
        host: host.filter(|host| host != PUBLIC_REGISTRY),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        provider: provider.to_owned(),
        subdir,
    })
}

fn read_host(text: &str) -> Result<String, ModuleSourceError> {
    let host = text.to_lowercase();
    let (name, port) = host.split_once(':').unwrap_or((&host, "443"));
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    if !name.contains('.') || !name.split('.').all(label) || port.parse::<u16>().is_err() {
        return Err(ModuleSourceError::new(format!("`{text}` is no registry host"))
            .help("a host has a dot in it, such as `registry.acme.example`"));
    }
    if matches!(name, "github.com" | "bitbucket.org" | "gitlab.com") {
        return Err(ModuleSourceError::new(format!("`{name}` is no module registry"))
            .help(format!("write `git::https://{name}/…`")));
    }
    Ok(host)
}

/// A namespace or module name: letters, digits, and `-` and `_` between them.
fn is_name(text: &str) -> bool {
    let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.len() <= 64
        && ends(text.chars().next())
        && ends(text.chars().last())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn read_remote(package: &str, subdir: Option<String>) -> Result<ModuleSource, ModuleSourceError> {
    let forced = package.split_once("::").filter(|(getter, _)| {
        !getter.is_empty() && getter.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    match forced {
        Some(("git", rest)) => {
            let url = expand_git(rest).unwrap_or_else(|| rest.to_owned());
            Ok(git(&url, subdir))
        }
        Some((getter, rest)) => Ok(match getter {
            "s3" | "gcs" | "http" | "https" | "oci" => {
                let getter = Some(getter.to_owned());
                ModuleSource::Archive { getter, url: rest.to_owned(), subdir }
            }
            _ => ModuleSource::Other { address: package.to_owned(), subdir },
        }),
        None => read_unforced(package, subdir),
    }
}

fn read_unforced(package: &str, subdir: Option<String>) -> Result<ModuleSource, ModuleSourceError> {
    if let Some(url) = expand_git(package) {
        return Ok(git(&url, subdir));
    }
    let is_windows_path = package.len() > 2 && package[1..].starts_with(":\\");
    if package.starts_with('/') || is_windows_path {
        return Ok(ModuleSource::Other { address: package.to_owned(), subdir });
    }
    let archive = |getter: Option<&str>, url: String, subdir| ModuleSource::Archive {
        getter: getter.map(str::to_owned),
        url,
        subdir,
    };
    match package.split_once("://").map(|(scheme, _)| scheme) {
        Some("git" | "ssh") => Ok(git(package, subdir)),
        Some("http" | "https" | "s3" | "gcs" | "oci") => {
            Ok(archive(None, package.to_owned(), subdir))
        }
        Some("hg" | "file") => Ok(ModuleSource::Other { address: package.to_owned(), subdir }),
        Some(scheme) => {
            Err(ModuleSourceError::new(format!("`{scheme}` is no way to get a module")))
        }
        None if package.contains(".amazonaws.com/") => {
            Ok(archive(Some("s3"), format!("https://{package}"), subdir))
        }
        None if package.starts_with("www.googleapis.com/storage/") => {
            Ok(archive(Some("gcs"), format!("https://{package}"), subdir))
        }
        None => {
            let error = ModuleSourceError::new(format!("`{package}` is no module source"));
            Err(error.help(format!("for a directory beside this one write `./{package}`")))
        }
    }
}

/// The URL behind the short forms for git: a code host's name, or `user@host:path`.
fn expand_git(text: &str) -> Option<String> {
    let (path, query) = match text.find('?') {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    for host in ["github.com/", "bitbucket.org/"] {
        if let Some(rest) = path.strip_prefix(host) {
            let mut parts = rest.splitn(3, '/');
            let (owner, name) = (parts.next()?, parts.next()?);
            if owner.is_empty() || name.is_empty() {
                return None;
            }
            let name = name.strip_suffix(".git").unwrap_or(name);
            let below = parts.next().map(|below| format!("/{below}")).unwrap_or_default();
            return Some(format!("https://{host}{owner}/{name}.git{below}{query}"));
        }
    }
    let (address, path) = path.split_once(':')?;
    let (user, host) = address.split_once('@')?;
    let plain = |text: &str| !text.is_empty() && !text.contains(['/', ':', '@']);
    let is_scp = plain(user) && plain(host) && !path.is_empty() && !path.starts_with("//");
    is_scp.then(|| format!("ssh://{user}@{host}/{}{query}", path.trim_start_matches('/')))
}

/// A git source, the `ref` taken out of the query.
fn git(url: &str, subdir: Option<String>) -> ModuleSource {
    let (url, query) = url.split_once('?').unwrap_or((url, ""));
    let (refs, query): (Vec<&str>, Vec<&str>) = query
        .split('&')
        .filter(|argument| !argument.is_empty())
        .partition(|argument| argument.starts_with("ref="));
    ModuleSource::Git(GitSource {
        url: url.to_owned(),
        subdir,
        reference: refs.first().map(|argument| argument["ref=".len()..].to_owned()),
        query: query.into_iter().map(str::to_owned).collect(),
    })
}

impl ModuleSourceError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for ModuleSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registry(registry) => registry.fmt(f),
            Self::Local(path) => f.write_str(path),
            Self::Git(git) => git.fmt(f),
            Self::Archive { getter, url, subdir } => {
                if let Some(getter) = getter {
                    write!(f, "{getter}::")?;
                }
                f.write_str(&with_subdir(url, subdir.as_deref()))
            }
            Self::Other { address, subdir } => {
                f.write_str(&with_subdir(address, subdir.as_deref()))
            }
        }
    }
}

/// Puts the directory back between an address and its query.
fn with_subdir(address: &str, subdir: Option<&str>) -> String {
    let at = address.find('?').unwrap_or(address.len());
    let (path, query) = address.split_at(at);
    match subdir {
        Some(subdir) => format!("{path}//{subdir}{query}"),
        None => address.to_owned(),
    }
}

impl fmt::Display for RegistrySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(host) = &self.host {
            write!(f, "{host}/")?;
        }
        write!(f, "{}/{}/{}", self.namespace, self.name, self.provider)?;
        match &self.subdir {
            Some(subdir) => write!(f, "//{subdir}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for GitSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "git::{}", self.url)?;
        if let Some(subdir) = &self.subdir {
            write!(f, "//{subdir}")?;
        }
        let reference = self.reference.iter().map(|reference| format!("ref={reference}"));
        let arguments: Vec<_> = reference.chain(self.query.iter().cloned()).collect();
        if arguments.is_empty() { Ok(()) } else { write!(f, "?{}", arguments.join("&")) }
    }
}

impl fmt::Display for ModuleSourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ModuleSourceError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_way_to_name_a_module_is_understood() {
        let shown: Vec<_> = [
            "hashicorp/consul/aws",
            "hashicorp/consul/aws//modules/x",
            "registry.terraform.io/hashicorp/consul/aws",
            "Registry.Acme.Example:8443/platform/postgres/aws",
            "./network",
            "../../x/../network/",
            "..\\network",
            "github.com/acme/modules",
            "github.com/acme/modules//vpc?ref=v1.2",
            "github.com/acme/modules.git",
            "bitbucket.org/acme/modules",
            "git@github.com:acme/modules.git//vpc?ref=v1",
            "git::https://example.com/vpc.git?ref=v1.2.0&depth=1",
            "git::ssh://git@example.com/storage.git",
            "git::git@example.com:acme/storage.git",
            "git::https://example.com/a.git//b/../c/?ref=main",
            "https://example.com/vpc.zip",
            "https://example.com/vpc.zip//sub?archive=zip",
            "s3::https://s3-eu-west-1.amazonaws.com/bucket/vpc.zip",
            "bucket.s3-eu-west-1.amazonaws.com/vpc.zip",
            "gcs::https://www.googleapis.com/storage/v1/modules/foo.zip",
            "hg::http://example.com/vpc.hg",
            "/srv/modules/vpc",
        ]
        .iter()
        .map(|text| {
            let source: ModuleSource = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
            let kind = match &source {
                ModuleSource::Registry(_) => "registry",
                ModuleSource::Local(_) => "local",
                ModuleSource::Git(_) => "git",
                ModuleSource::Archive { .. } => "archive",
                ModuleSource::Other { .. } => "other",
            };
            assert_eq!(source.to_string().parse(), Ok(source.clone()), "{text}");
            format!("{text}: {kind} {source}")
        })
        .collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        hashicorp/consul/aws: registry hashicorp/consul/aws
        hashicorp/consul/aws//modules/x: registry hashicorp/consul/aws//modules/x
        registry.terraform.io/hashicorp/consul/aws: registry hashicorp/consul/aws
        Registry.Acme.Example:8443/platform/postgres/aws: registry registry.acme.example:8443/platform/postgres/aws
        ./network: local ./network
        ../../x/../network/: local ../../network
        ..\network: local ../network
        github.com/acme/modules: git git::https://github.com/acme/modules.git
        github.com/acme/modules//vpc?ref=v1.2: git git::https://github.com/acme/modules.git//vpc?ref=v1.2
        github.com/acme/modules.git: git git::https://github.com/acme/modules.git
        bitbucket.org/acme/modules: git git::https://bitbucket.org/acme/modules.git
        git@github.com:acme/modules.git//vpc?ref=v1: git git::ssh://git@github.com/acme/modules.git//vpc?ref=v1
        git::https://example.com/vpc.git?ref=v1.2.0&depth=1: git git::https://example.com/vpc.git?ref=v1.2.0&depth=1
        git::ssh://git@example.com/storage.git: git git::ssh://git@example.com/storage.git
        git::git@example.com:acme/storage.git: git git::ssh://git@example.com/acme/storage.git
        git::https://example.com/a.git//b/../c/?ref=main: git git::https://example.com/a.git//c?ref=main
        https://example.com/vpc.zip: archive https://example.com/vpc.zip
        https://example.com/vpc.zip//sub?archive=zip: archive https://example.com/vpc.zip//sub?archive=zip
        s3::https://s3-eu-west-1.amazonaws.com/bucket/vpc.zip: archive s3::https://s3-eu-west-1.amazonaws.com/bucket/vpc.zip
        bucket.s3-eu-west-1.amazonaws.com/vpc.zip: archive s3::https://bucket.s3-eu-west-1.amazonaws.com/vpc.zip
        gcs::https://www.googleapis.com/storage/v1/modules/foo.zip: archive gcs::https://www.googleapis.com/storage/v1/modules/foo.zip
        hg::http://example.com/vpc.hg: other hg::http://example.com/vpc.hg
        /srv/modules/vpc: other /srv/modules/vpc
        "#);
    }

    #[test]
    fn the_reference_and_the_directory_are_taken_out() {
        let text = "git::https://example.com/a.git//modules/vpc?depth=1&ref=v1.2";
        let Ok(ModuleSource::Git(git)) = text.parse() else { panic!("{text} is git") };
        assert_eq!(git.url, "https://example.com/a.git");
        assert_eq!(git.subdir.as_deref(), Some("modules/vpc"));
        assert_eq!(git.reference.as_deref(), Some("v1.2"));
        assert_eq!(git.query, ["depth=1"]);
    }

    #[test]
    fn what_is_no_source_is_refused_with_what_was_meant() {
        let shown: Vec<_> = [
            "",
            "network",
            ".",
            "modules/network",
            "acme/network/AWS",
            "acme/network/aws?ref=v1",
            "localhost/acme/network/aws",
            "registry.acme.example/network/aws",
            "gitlab.com/acme/network/aws",
            "acme/network/aws//../x",
            "ftp://example.com/x",
            " ./x",
        ]
        .iter()
        .map(|text| {
            let error = text.parse::<ModuleSource>().expect_err(text);
            format!("{text:?}: {error} ({})", error.help.as_deref().unwrap_or_default())
        })
        .collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        "": the source is empty ()
        "network": `network` is no module source (for a directory beside this one write `./network`)
        ".": `.` is no module source (for a directory beside this one write `./.`)
        "modules/network": `modules/network` is no module source (for a directory beside this one write `./modules/network`)
        "acme/network/AWS": `AWS` is no target system (the last part is a provider such as `aws`; a query such as `?ref=` is for git)
        "acme/network/aws?ref=v1": `aws?ref=v1` is no target system (the last part is a provider such as `aws`; a query such as `?ref=` is for git)
        "localhost/acme/network/aws": `localhost` is no registry host (a host has a dot in it, such as `registry.acme.example`)
        "registry.acme.example/network/aws": `registry.acme.example` is no namespace (a host is followed by three parts: `host/namespace/name/provider`)
        "gitlab.com/acme/network/aws": `gitlab.com` is no module registry (write `git::https://gitlab.com/…`)
        "acme/network/aws//../x": `../x` leads out of the package ()
        "ftp://example.com/x": `ftp` is no way to get a module ()
        " ./x": the source begins or ends with a space ()
        "#);
    }

    proptest! {
        #[test]
        fn what_is_read_is_shown_as_something_that_reads_the_same(
            text in "(git::|s3::|github\\.com/|\\./|https://|git@a:)?[a-z./@]{1,20}(//[a-z./]{0,6})?(\\?ref=[a-z&=]{0,5})?"
        ) {
            if let Ok(source) = text.parse::<ModuleSource>() {
                prop_assert_eq!(source.to_string().parse(), Ok(source));
            }
        }
    }
}
