//! What the word that names a source means, and what a module from there is called.

use camino::{Utf8Path, Utf8PathBuf};

use crate::error::{Error, Result};
use crate::store::is_archive;
use crate::store::upstream::Wanted;
use crate::terraform::ModuleSource;

/// A source that a person named.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) wanted: Wanted,
    /// Whether it is on this machine; what it calls may be, too, then.
    pub(super) is_local: bool,
}

pub(super) fn read(text: &str) -> Result<Asked> {
    if text.is_empty() || text.starts_with('-') {
        return Err(Error::usage(format!("`{text}` is no source"))
            .hint("a folder whose name begins with `-` is written `./-name`"));
    }
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let path = Utf8Path::new(path);
    let is_path =
        text.starts_with(['.', '/']) || path.is_dir() || is_archive(path) && path.exists();
    if is_path && !text.contains("::") {
        return Ok(Asked { wanted: of_path(path, query)?, is_local: true });
    }
    let spelt = if text.starts_with("file://") { format!("git::{text}") } else { text.to_owned() };
    let source: ModuleSource =
        spelt.parse().map_err(|e: crate::terraform::ModuleSourceError| {
            let error = Error::usage(e.message);
            e.help.into_iter().fold(error, Error::hint)
        })?;
    let is_local = match &source {
        ModuleSource::Git(git) => git.url.starts_with("file://") || git.url.starts_with('/'),
        _ => false,
    };
    Ok(Asked { wanted: Wanted::Source(source), is_local })
}

/// A path, read by git where it names a revision or lies in no working tree.
fn of_path(path: &Utf8Path, query: &str) -> Result<Wanted> {
    let (package, subdir) = match path.as_str().split_once("//") {
        Some((package, subdir)) => (Utf8Path::new(package), Some(subdir)),
        None => (path, None),
    };
    let is_bare = package.join("HEAD").is_file() && package.join("objects").is_dir();
    if query.is_empty() && !is_bare {
        return Ok(Wanted::Path(path.to_owned()));
    }
    let real: Utf8PathBuf = package
        .canonicalize_utf8()
        .map_err(|_| Error::not_found(format!("there is no folder {package}")))?;
    let below = subdir.map(|subdir| format!("//{subdir}")).unwrap_or_default();
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    let source = format!("git::file://{real}{below}{query}");
    source
        .parse()
        .map(Wanted::Source)
        .map_err(|e: crate::terraform::ModuleSourceError| Error::usage(e.message))
}

/// What a module is called when nobody says so: as its source, without what every source has.
pub(super) fn name(text: &str, asked: &Asked) -> String {
    let told = match &asked.wanted {
        Wanted::Path(path) => last(path.as_str()),
        Wanted::Source(source) => match (source.subdir(), source) {
            (Some(subdir), _) => last(subdir),
            (None, ModuleSource::Registry(registry)) => registry.name.clone(),
            (None, ModuleSource::Git(git)) => last(&git.url),
            (None, _) => last(text.split('?').next().unwrap_or_default()),
        },
    };
    kebab(&told)
}

fn last(path: &str) -> String {
    let path = path.trim_end_matches(['/', '.']);
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// A name as modules have them: `terraform-aws-S3_bucket.git` is `s3-bucket`.
pub(super) fn kebab(text: &str) -> String {
    let ends = [".git", ".tar.gz", ".tgz", ".tar", ".zip"];
    let text = text.to_ascii_lowercase();
    let text = ends.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(&text);
    // `terraform-<system>-<name>` is how repositories of modules are called.
    let mut parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    if parts.first() == Some(&"terraform") && parts.len() > 2 {
        parts.drain(..2);
    }
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_called_as_its_source() {
        for (source, is) in [
            ("terraform-aws-modules/s3-bucket/aws", "s3-bucket"),
            ("registry.acme.example/a/vpc/aws//modules/vpc-endpoints", "vpc-endpoints"),
            ("git::https://git.acme.example/x/terraform-aws-sqs.git?ref=v1", "sqs"),
            ("git@git.acme.example:x/Some_Module.git", "some-module"),
            ("https://files.acme.example/queue.tar.gz", "queue"),
            ("./vendor/terraform-aws-topic", "topic"),
        ] {
            assert_eq!(name(source, &read(source).expect(source)), is, "{source}");
        }
    }

    #[test]
    fn only_what_a_person_names_here_is_of_this_machine() {
        for (source, is) in [
            ("file:///srv/git/x.git", true),
            ("git::file:///srv/git/x.git?ref=v1", true),
            ("./x", true),
            ("git::https://git.acme.example/x.git", false),
            ("a/b/c", false),
        ] {
            assert_eq!(read(source).expect(source).is_local, is, "{source}");
        }
    }
}
