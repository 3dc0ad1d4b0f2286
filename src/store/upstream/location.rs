//! Where a registry says that a package is: an archive at a URL, or a git repository.

use camino::Utf8PathBuf;
use reqwest::Url;
use sha2::{Digest, Sha256, Sha512};

use crate::error::{Error, Result};
use crate::release::Tree;
use crate::terraform::{GitSource, ModuleSource, hex};

/// How often one location may lead to another.
pub(super) const MAX_HOPS: usize = 4;

/// Where a package is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Location {
    Archive(ArchiveLocation),
    Git(GitSource),
}

/// An archive at a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ArchiveLocation {
    /// Where it is asked for, without what is meant for the client.
    pub(super) url: Url,
    /// The end of the name of an archive of its kind, when that is told.
    pub(super) kind: Option<&'static str>,
    /// What its bytes must come to.
    pub(super) checksum: Option<Checksum>,
    /// The folder in it.
    pub(super) subdir: Option<String>,
}

/// The hash that an archive must have, in hex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Checksum {
    Sha256(String),
    Sha512(String),
}

impl Location {
    /// Reads an address that a server gave; `base` is what was asked, for one that is relative.
    pub(super) fn relative(text: &str, base: &Url) -> Result<Self> {
        let is_relative =
            text.starts_with('/') || text.starts_with("./") || text.starts_with("../");
        if !is_relative {
            return Self::read(text);
        }
        // A path that begins with two slashes would name another host.
        let joined = match text.starts_with("//") {
            true => None,
            false => base.join(text).ok(),
        };
        let url = joined.ok_or_else(|| refused(text))?;
        Self::read(url.as_str())
    }

    /// Reads an address.
    pub(super) fn read(text: &str) -> Result<Self> {
        let source: ModuleSource = text.parse().map_err(|_| refused(text))?;
        match source {
            ModuleSource::Git(git) => Ok(Self::Git(git)),
            ModuleSource::Archive { getter, url, subdir } => {
                if getter.is_some_and(|getter| getter != "http" && getter != "https") {
                    return Err(refused(text));
                }
                ArchiveLocation::read(&url, subdir).map(Self::Archive)
            }
            _ => Err(refused(text)),
        }
    }
}

fn refused(text: &str) -> Error {
    // What comes after `?` may be a signature that lets in whoever has it.
    let text = without_user(text.split('?').next().unwrap_or_default());
    let text: String = text.chars().take(120).flat_map(char::escape_debug).collect();
    Error::refused(format!("the location `{text}` is not followed"))
        .hint("packages are got from https:// archives and from git by https:// or ssh://")
}

/// An address without what stands before the host, which may be a secret.
#[must_use]
pub fn without_user(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

impl ArchiveLocation {
    fn read(text: &str, subdir: Option<String>) -> Result<Self> {
        let mut url = Url::parse(text).map_err(|_| refused(text))?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(refused(text));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::refused("the address of the archive holds a token or a password")
                .hint("leave it out: where a module came from stands on its card"));
        }
        let (mut kind, mut checksum) = (None, None);
        let mut kept = Vec::new();
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "archive" => {
                    kind = Some(kind_of(&format!("x.{value}")).ok_or_else(|| refused(text))?)
                }
                "checksum" => checksum = Some(Checksum::read(&value)?),
                _ => kept.push((name.into_owned(), value.into_owned())),
            }
        }
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
        if url.scheme() == "http" && checksum.is_none() && !is_loopback(&url) {
            return Err(Error::refused("the location is http:// and tells no checksum")
                .hint("anybody on the way could put something else in its place"));
        }
        let kind = kind.or_else(|| kind_of(url.path()));
        Ok(Self { url, kind, checksum, subdir })
    }

    /// The address as a module call would name it.
    pub(super) fn address(&self) -> String {
        let mut url = self.url.clone();
        url.set_query(None);
        match &self.subdir {
            Some(subdir) => format!("{url}//{subdir}"),
            None => url.to_string(),
        }
    }
}

/// The end of the name of an archive of the kind that a name tells.
fn kind_of(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    [".tar.gz", ".tgz", ".tar", ".zip"].into_iter().find(|end| name.ends_with(end))
}

/// Whether a URL leads to this machine only.
pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "localhost" || host == "[::1]" || host.starts_with("127.")
}

impl Checksum {
    fn read(text: &str) -> Result<Self> {
        let unknown = || {
            Error::refused("the location's checksum is of a kind that is not compared")
                .hint("sha256 and sha512 are; others are either weak or lead to a file")
        };
        let (kind, value) = text.split_once(':').unwrap_or(("", text));
        let value = value.to_ascii_lowercase();
        if !value.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(unknown());
        }
        match (kind, value.len()) {
            ("sha256" | "", 64) => Ok(Self::Sha256(value)),
            ("sha512" | "", 128) => Ok(Self::Sha512(value)),
            _ => Err(unknown()),
        }
    }

    /// Whether bytes come to it.
    pub(super) fn fits(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Sha256(hash) => hex(&Sha256::digest(bytes)) == *hash,
            Self::Sha512(hash) => hex(&Sha512::digest(bytes)) == *hash,
        }
    }
}

/// The package, and the folder that is meant below the folder `within` of it: a path, in which `*`
/// stands for the one folder that is there.
pub(super) fn select(
    tree: Tree,
    within: Utf8PathBuf,
    subdir: Option<&str>,
) -> Result<(Tree, Utf8PathBuf)> {
    let Some(subdir) = subdir.filter(|subdir| !subdir.is_empty()) else {
        return Ok((tree, within));
    };
    // The folder around everything is left out when an archive is read.
    let mut around = tree.around.as_deref().filter(|_| within.as_str().is_empty());
    let mut found = within;
    for part in subdir.split('/') {
        if around.take().is_some_and(|around| part == "*" || part == around) {
            continue;
        }
        let below = tree.files.keys().filter_map(|path| path.strip_prefix(&found).ok());
        let mut folders: Vec<&str> = below
            .filter(|path| path.components().count() > 1)
            .filter_map(|path| path.components().next())
            .map(|part| part.as_str())
            .collect();
        folders.dedup();
        let name = match (part, &folders[..]) {
            ("*", [one]) => *one,
            (name, folders) if folders.contains(&name) => name,
            (name, _) => {
                return Err(Error::not_found(format!("{} has no folder {subdir}", tree.shown))
                    .hint(format!("there is no `{name}`")));
            }
        };
        found.push(name);
    }
    Ok((tree, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relative(text: &str) -> Result<Location> {
        let base = Url::parse("https://registry.acme.example/v1/modules/a/b/c/1.0.0/download");
        Location::relative(text, &base.expect("a URL"))
    }

    #[test]
    fn what_a_registry_answers_is_an_archive_or_git_and_never_a_file() {
        let at = |text: &str| match relative(text) {
            Ok(Location::Archive(a)) => format!("{} {:?} {:?}", a.url, a.kind, a.subdir),
            Ok(Location::Git(git)) => git.to_string(),
            Err(error) => error.message,
        };
        let sum = "a".repeat(64);
        let answers = [
            "./x.tar.gz//modules/y".to_owned(),
            format!("/archives/1?archive=tar.gz&checksum=sha256:{sum}&sig=s"),
            "https://codeload.git.example/tar.gz/v1//*?archive=tar.gz".to_owned(),
            "git::https://git.acme.example/m?ref=v1".to_owned(),
            format!("http://mirror.acme.example/x.zip?checksum={sum}"),
            "http://mirror.acme.example/x.zip".to_owned(),
            "file:///etc/passwd".to_owned(),
            "//other.example/x.tar.gz".to_owned(),
            "s3::https://bucket.s3.amazonaws.com/x.zip".to_owned(),
            "/x.tar.gz?checksum=file:http://other.example/sums".to_owned(),
            "/x.tar.gz?checksum=md5:d41d8cd98f00b204e9800998ecf8427e".to_owned(),
            "hg::http://other.example/x".to_owned(),
            "/x.rar?archive=rar".to_owned(),
        ];
        let told: Vec<String> = answers.iter().map(|text| at(text)).collect();
        insta::assert_snapshot!(told.join("\n"), @r#"
        https://registry.acme.example/v1/modules/a/b/c/1.0.0/x.tar.gz Some(".tar.gz") Some("modules/y")
        https://registry.acme.example/archives/1?sig=s Some(".tar.gz") None
        https://codeload.git.example/tar.gz/v1 Some(".tar.gz") Some("*")
        git::https://git.acme.example/m?ref=v1
        http://mirror.acme.example/x.zip Some(".zip") None
        the location is http:// and tells no checksum
        the location `file:///etc/passwd` is not followed
        the location `//other.example/x.tar.gz` is not followed
        the location `s3::https://bucket.s3.amazonaws.com/x.zip` is not followed
        the location's checksum is of a kind that is not compared
        the location's checksum is of a kind that is not compared
        the location `hg::http://other.example/x` is not followed
        the location `https://registry.acme.example/x.rar` is not followed
        "#);
    }
}
