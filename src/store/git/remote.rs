//! A repository of somebody else, fetched into a folder of ours; nothing of it is run.
//!
//! Nothing is checked out either, so that no filter (LFS among them), hook or submodule of the
//! repository has a turn. Only https and ssh are spoken, and the local file system where the
//! caller says that a person named it: a URL that somebody sent may not choose the way.

use std::fs::File;
use std::process::Stdio;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;
use walkdir::WalkDir;

use super::{Repository, Tag, git, no_git};
use crate::error::{Error, Result};

/// How long a fetch may take.
const MAX_TIME: Duration = Duration::from_secs(300);

/// Most bytes that a fetch may leave on the disk.
const MAX_FETCHED_BYTES: u64 = 1_000_000_000;

/// How often a fetch is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A revision of a remote repository, in a folder that goes with the value.
#[derive(Debug)]
pub struct Fetched {
    /// The repository, with one revision in it.
    pub repository: Repository,
    /// The id of the commit.
    pub commit: String,
    _folder: TempDir,
}

/// Fetches one revision of a remote repository: a branch, a tag or a commit, its head by default.
///
/// # Errors
/// When the URL is none that is spoken, when there is no such revision, and when git fails.
pub fn fetch(url: &str, reference: Option<&str>, local: bool) -> Result<Fetched> {
    let protocol = protocol(url, local)?;
    let reference = reference.unwrap_or("HEAD");
    if !is_reference(reference) {
        return Err(Error::usage(format!("`{}` is no revision", reference.escape_debug()))
            .hint("name a branch, a tag or a commit"));
    }
    let (folder, dir) = empty()?;
    let shallow = fetched(&dir, protocol, url, &["--depth=1"], &[reference]);
    let asked = match shallow {
        Ok(()) => "FETCH_HEAD",
        // Not every server gives a commit that no branch or tag stands for by its id alone.
        Err(_) if is_id(reference) => {
            let all = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];
            fetched(&dir, protocol, url, &[], &all)?;
            reference
        }
        Err(error) => return Err(error),
    };
    let repository = Repository::at(&dir);
    let commit = repository
        .objects()?
        .commit(asked)?
        .ok_or_else(|| Error::not_found(format!("{} has no commit {reference}", shown(url))))?;
    Ok(Fetched { repository, commit, _folder: folder })
}

/// The tags of a remote repository by name, without its objects.
///
/// # Errors
/// As [`fetch`].
pub fn remote_tags(url: &str, local: bool) -> Result<Vec<String>> {
    let protocol = protocol(url, local)?;
    // Where we stand may be a repository of somebody, with settings that say what an address means
    // and what is run to reach it.
    let (_folder, dir) = empty()?;
    let mut command = git(&dir);
    command.env("GIT_ALLOW_PROTOCOL", protocol);
    command.args(PATIENCE.iter().flat_map(|setting| ["-c", setting]));
    command.args(["ls-remote", "--tags", "--refs", "--quiet", "--", url]);
    let output = super::run(&mut command)?;
    if !output.status.success() {
        return Err(failed(url, &String::from_utf8_lossy(&output.stderr)));
    }
    let text = super::text(output.stdout)?;
    let names = text.lines().filter_map(|line| line.split_once("\trefs/tags/"));
    Ok(names.map(|(_, name)| name.to_owned()).collect())
}

/// Brings the tags of a remote repository into `dir`, which is made where it is not there.
///
/// # Errors
/// As [`fetch`].
pub fn mirror_tags(url: &str, local: bool, dir: &Utf8Path) -> Result<(Repository, Vec<Tag>)> {
    let protocol = protocol(url, local)?;
    if !dir.join("HEAD").exists() {
        std::fs::create_dir_all(dir).map_err(|e| Error::io(format!("cannot make {dir}"), e))?;
        init(dir)?;
    }
    fetched(dir, protocol, url, &["--depth=1", "--prune"], &["+refs/tags/*:refs/tags/*"])?;
    let repository = Repository::at(dir);
    let tags = repository.tags(false)?;
    Ok((repository, tags))
}

impl Repository {
    /// A repository without a working tree, in a folder of ours.
    fn at(dir: &Utf8Path) -> Self {
        Self { dir: dir.to_owned(), home: dir.to_string(), prefix: Utf8PathBuf::new() }
    }
}

/// A host that is silent is given up.
const PATIENCE: &[&str] = &["http.lowSpeedLimit=100", "http.lowSpeedTime=30"];

/// A repository of ours with nothing in it, in a folder that goes with the first value.
fn empty() -> Result<(TempDir, Utf8PathBuf)> {
    let folder = TempDir::with_prefix("pave-git-")
        .map_err(|e| Error::io("cannot make a temporary folder", e))?;
    let dir = Utf8Path::from_path(folder.path())
        .ok_or_else(|| Error::usage("the folder for temporary files has a name that is not UTF-8"))?
        .to_owned();
    init(&dir)?;
    Ok((folder, dir))
}

fn init(dir: &Utf8Path) -> Result<()> {
    let output = super::run(git(dir).args(["init", "--bare", "--quiet", "--template=", "."]))?;
    match output.status.success() {
        true => Ok(()),
        false => {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            Err(Error::io(format!("git does not make a repository in {dir}"), said))
        }
    }
}

fn fetched(
    dir: &Utf8Path,
    protocol: &str,
    url: &str,
    options: &[&str],
    refs: &[&str],
) -> Result<()> {
    let cannot = |e| Error::io(format!("cannot write to {dir}"), e);
    let said = dir.join("fetch.log");
    let log = File::create(&said).map_err(cannot)?;
    let mut command = git(dir);
    command.env("GIT_ALLOW_PROTOCOL", protocol);
    let settings = ["gc.auto=0", "maintenance.auto=false", "fetch.recurseSubmodules=false"];
    command.args(settings.iter().chain(PATIENCE).flat_map(|setting| ["-c", setting]));
    command.args(["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-gc"]);
    command.args(options).args(["--", url]).args(refs);
    let mut child = command.stdout(Stdio::null()).stderr(log).spawn().map_err(no_git)?;
    let begun = Instant::now();
    let mut looked = begun;
    let too_much = loop {
        if let Some(status) = child.try_wait().map_err(no_git)? {
            let text = std::fs::read(&said).map_err(cannot)?;
            return match status.success() {
                true => Ok(()),
                false => Err(failed(url, &String::from_utf8_lossy(&text))),
            };
        }
        if begun.elapsed() > MAX_TIME {
            break format!("takes more than {} seconds", MAX_TIME.as_secs());
        }
        if looked.elapsed() > Duration::from_millis(500) {
            looked = Instant::now();
            if size(dir) > MAX_FETCHED_BYTES {
                break format!("has more than {} MB", MAX_FETCHED_BYTES / 1_000_000);
            }
        }
        std::thread::sleep(LOOK_EVERY);
    };
    let _ = child.kill();
    let _ = child.wait();
    Err(Error::refused(format!("fetching {} {too_much}", shown(url))))
}

fn failed(url: &str, said: &str) -> Error {
    let url = shown(url);
    if said.contains("couldn't find remote ref") || said.contains("not our ref") {
        return Error::not_found(format!("{url} has no such branch, tag or commit"));
    }
    Error::io(format!("git does not get {url}"), said.trim().to_owned())
        .hint("`git ls-remote` with the same address shows whether git reaches it")
}

fn size(dir: &Utf8Path) -> u64 {
    let files = WalkDir::new(dir).into_iter().filter_map(std::result::Result::ok);
    files.filter_map(|entry| entry.metadata().ok()).map(|file| file.len()).sum()
}

/// How git is to speak for a URL: `https`, `ssh` or, where that is allowed, `file`.
fn protocol(url: &str, local: bool) -> Result<&'static str> {
    let refused = |why: &str| {
        Err(Error::refused(format!("{} {why}", shown(url)))
            .hint("git is spoken to https:// and ssh:// addresses"))
    };
    if url.starts_with('-') || url.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return refused("is no address of a git repository");
    }
    if url.starts_with('/') || url.starts_with("file://") {
        return match local {
            true => Ok("file"),
            false => refused("is on this machine, which nobody but you may name"),
        };
    }
    // `ext::sh -c …` runs a program, and others of that form are helpers too.
    let Some((scheme, rest)) = url.split_once("://") else {
        return refused("is no address of a git repository");
    };
    let host = rest.split('/').next().unwrap_or_default();
    let (user, host) = host.rsplit_once('@').unwrap_or(("", host));
    if host.is_empty() || host.starts_with('-') || user.starts_with('-') {
        return refused("names no host");
    }
    // Hosts take a token for the user's name.
    if user.contains(':') || (scheme == "https" && !user.is_empty()) {
        return Err(Error::refused("the address of the repository holds a token or a password")
            .hint("leave it out, and give it to git: `git help credentials`"));
    }
    match scheme {
        "https" => Ok("https"),
        "ssh" => Ok("ssh"),
        _ => refused("is neither https nor ssh"),
    }
}

/// The URL without anything in it that could be a secret, fit for one line.
fn shown(url: &str) -> String {
    let plain: String = url.chars().take(200).flat_map(char::escape_debug).collect();
    match plain.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
            format!("{scheme}://{host}/{path}")
        }
        None => plain,
    }
}

fn is_reference(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/-+@#=".contains(c);
    !text.is_empty()
        && !text.starts_with(['-', '+', '/'])
        && !text.contains("..")
        && !text.contains("@{")
        && text.chars().all(plain)
}

fn is_id(text: &str) -> bool {
    text.len() >= 7 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_ssh_are_spoken_and_files_where_a_person_named_them() {
        for (url, local, is) in [
            ("https://git.acme.example/infra/modules.git", false, Some("https")),
            ("ssh://git@git.acme.example/infra/modules.git", false, Some("ssh")),
            ("file:///srv/git/modules.git", true, Some("file")),
            ("file:///srv/git/modules.git", false, None),
            ("/srv/git/modules.git", false, None),
            ("ext::sh -c touch% /tmp/pwned", true, None),
            ("ext::sh", true, None),
            ("--upload-pack=touch", true, None),
            ("ssh://-oProxyCommand=touch/x", false, None),
            ("ssh://-l@host/x", false, None),
            ("http://git.acme.example/x", false, None),
            ("git://git.acme.example/x", false, None),
            ("https://user:token@git.acme.example/x", false, None),
            ("https://token@git.acme.example/x", false, None),
            ("https://git.acme.example/x\n", false, None),
        ] {
            assert_eq!(protocol(url, local).ok(), is, "{url}");
        }
    }

    #[test]
    fn a_revision_is_no_option_and_no_mapping() {
        for good in ["v1.2.0", "main", "postgres/v1.2.0", "feature/x-1", "0123abc", "v1+build.1"] {
            assert!(is_reference(good), "{good}");
        }
        for bad in ["", "-x", "+a", "a:b", "a..b", "a b", "HEAD@{1}", "a^", "a~1", "*"] {
            assert!(!is_reference(bad), "{bad}");
        }
    }
}
