//! What a git repository holds, asked of the `git` program; nothing is checked out.
//!
//! Only lists of tags and objects as they are stored are asked for: no filter, hook, pager or
//! other program that a repository's settings may name is run. What is fetched, `remote` fetches.

mod remote;

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

pub use remote::{Fetched, fetch, mirror_tags, remote_tags};

use super::gather::{Gather, MAX_DEPTH, is_wanted, too_large, too_many};
use crate::error::{Error, Result};
use crate::release::{MAX_FILE_BYTES, MAX_FILES, Tree};
use crate::terraform::hex;

/// Largest list of one folder that is read, in bytes.
const MAX_LISTING_BYTES: u64 = 16_000_000;

/// A git repository, seen from a folder in it.
#[derive(Debug, Clone)]
pub struct Repository {
    /// The folder that git is asked from.
    pub(super) dir: Utf8PathBuf,
    /// Where git keeps what belongs to the repository.
    home: String,
    /// The path in the repository of the folder; empty at its top.
    pub prefix: Utf8PathBuf,
}

/// A tag, and what it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its name: `v1.2.0`, `postgres/v1.2.0`.
    pub name: String,
    /// The id of the commit.
    pub commit: String,
}

impl Repository {
    /// The repository that a folder lies in; `None` when it lies in none.
    ///
    /// # Errors
    /// When there is no `git`, or it does not want to look there.
    pub fn around(dir: &Utf8Path) -> Result<Option<Self>> {
        if !dir.is_dir() {
            return Err(Error::not_found(format!("there is no folder {dir}")));
        }
        let asked = ["rev-parse", "--absolute-git-dir", "--show-prefix"];
        let output = run(git(dir).args(asked))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            if said.contains("not a git repository") {
                return Ok(None);
            }
            return Err(Error::io(format!("git does not read {dir}"), said.trim().to_owned()));
        }
        let text = text(output.stdout)?;
        let mut lines = text.lines();
        let home = lines.next().unwrap_or_default().to_owned();
        let prefix = lines.next().unwrap_or_default().trim_end_matches('/');
        Ok(Some(Self { dir: dir.to_owned(), home, prefix: prefix.into() }))
    }

    /// Whether both are folders of one repository.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.home == other.home
    }

    /// The tags that stand for commits, in order of their names; only those in the history of what
    /// is checked out when `merged` says so.
    ///
    /// # Errors
    /// When git fails.
    pub fn tags(&self, merged: bool) -> Result<Vec<Tag>> {
        let format = "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname) \
                      %(refname:strip=2)";
        let mut command = git(&self.dir);
        command.args(["for-each-ref", format]);
        command.args(merged.then_some("--merged=HEAD")).arg("refs/tags");
        let output = run(&mut command)?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(Error::io(format!("git does not list the tags of {}", self.dir), said));
        }
        let text = text(output.stdout)?;
        let tag = |line: &str| {
            let (kinds, name) = line.rsplit_once(' ')?;
            let commit = match *kinds.split(' ').collect::<Vec<_>>() {
                ["commit", id, ..] => id,
                ["tag", _, "commit", id] => id,
                _ => return None,
            };
            Some(Tag { name: name.to_owned(), commit: commit.to_owned() })
        };
        Ok(text.lines().filter_map(tag).collect())
    }

    /// Starts reading what the repository holds.
    ///
    /// # Errors
    /// When git cannot be started.
    pub fn objects(&self) -> Result<Objects> {
        let mut command = git(&self.dir);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.stdout(Stdio::piped()).spawn().map_err(no_git)?;
        let requests = child.stdin.take().expect("it is piped");
        let answers = BufReader::new(child.stdout.take().expect("it is piped"));
        Ok(Objects { child, requests, answers, blobs: HashMap::new() })
    }
}

/// One `git` that is asked for object after object.
#[derive(Debug)]
pub struct Objects {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// The files of the tree that was read last, by object id: a neighbour shares most of them.
    blobs: HashMap<String, Arc<[u8]>>,
}

impl Drop for Objects {
    fn drop(&mut self) {
        // It has nothing to finish: it only answers.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An object as git gives it.
struct Object {
    id: String,
    kind: String,
    /// What it holds; `None` when that is longer than was asked for.
    bytes: Option<Vec<u8>>,
}

impl Objects {
    /// The id of the commit that a revision stands for; `None` when there is none.
    ///
    /// # Errors
    /// When git fails.
    pub fn commit(&mut self, revision: &str) -> Result<Option<String>> {
        if revision.is_empty() || revision.starts_with('-') {
            return Ok(None);
        }
        Ok(self.ask(&format!("{revision}^{{commit}}"), u64::MAX)?.map(|object| object.id))
    }

    /// The files below `path` in a commit, shown below `shown`; `None` when there is no such
    /// folder.
    ///
    /// # Errors
    /// When git fails, and when it holds more than a module may have.
    pub fn tree(&mut self, commit: &str, path: &Utf8Path, shown: &str) -> Result<Option<Tree>> {
        let Some(top) = self.ask(&format!("{commit}:{path}"), MAX_LISTING_BYTES)? else {
            return Ok(None);
        };
        if top.kind != "tree" {
            return Ok(None);
        }
        let mut reading =
            Reading { gather: Gather::new(shown), folders: 0, blobs: HashMap::new(), shown };
        self.folder(top, Utf8Path::new(""), 0, &mut reading)?;
        self.blobs = reading.blobs;
        reading.gather.finish().map(Some)
    }

    fn folder(
        &mut self,
        tree: Object,
        at: &Utf8Path,
        depth: usize,
        to: &mut Reading<'_>,
    ) -> Result<()> {
        to.folders += 1;
        if to.folders > MAX_FILES {
            return Err(too_many(Utf8Path::new(to.shown)));
        }
        let Some(listing) = &tree.bytes else {
            return to.gather.refuse(at.to_owned(), "has a list of files that is too long");
        };
        for (mode, name, id) in entries(listing, tree.id.len() / 2) {
            let Ok(name) = std::str::from_utf8(name) else {
                let lossy = String::from_utf8_lossy(name).into_owned();
                to.gather.refuse(at.join(lossy), "its name is not UTF-8")?;
                continue;
            };
            let path = at.join(name);
            if !is_wanted(&path) {
                continue;
            }
            match mode {
                b"40000" if depth >= MAX_DEPTH => to.gather.refuse(path, "lies too deep")?,
                b"40000" => match self.ask(&id, MAX_LISTING_BYTES)? {
                    Some(tree) => self.folder(tree, &path, depth + 1, to)?,
                    None => to.gather.refuse(path, MISSING)?,
                },
                b"160000" => to.gather.refuse(path, "is a git submodule, which is not followed")?,
                b"120000" => match self.ask(&id, 4096)?.and_then(|link| link.bytes) {
                    Some(target) => {
                        to.gather.link(path, String::from_utf8_lossy(&target).into_owned())?;
                    }
                    None => to.gather.refuse(path, MISSING)?,
                },
                _ => self.file(path, id, to)?,
            }
        }
        Ok(())
    }

    fn file(&mut self, path: Utf8PathBuf, id: String, to: &mut Reading<'_>) -> Result<()> {
        let known = to.blobs.get(&id).or_else(|| self.blobs.get(&id)).cloned();
        let bytes = match known {
            Some(bytes) => bytes,
            None => match self.ask(&id, MAX_FILE_BYTES)? {
                Some(Object { bytes: Some(bytes), .. }) => bytes.into(),
                Some(_) => return to.gather.refuse(path, too_large()),
                None => return to.gather.refuse(path, MISSING),
            },
        };
        to.blobs.insert(id, bytes.clone());
        to.gather.add(path, bytes)
    }

    /// Asks for one object; what is longer than `most` bytes is passed over.
    fn ask(&mut self, name: &str, most: u64) -> Result<Option<Object>> {
        if name.contains(['\n', '\0']) {
            return Ok(None);
        }
        self.asked(name, most).map_err(|e| Error::io("git ended before it had answered", e))
    }

    fn asked(&mut self, name: &str, most: u64) -> io::Result<Option<Object>> {
        writeln!(self.requests, "{name}")?;
        self.requests.flush()?;
        let mut header = String::new();
        // A header is a name that was asked for, and two words.
        (&mut self.answers).take(1 << 20).read_line(&mut header)?;
        if header.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let words: Vec<&str> = header.trim_end().split(' ').collect();
        let [id, kind @ ("blob" | "tree" | "commit" | "tag"), size] = words[..] else {
            return Ok(None);
        };
        let Ok(size) = size.parse::<u64>() else { return Ok(None) };
        let mut content = (&mut self.answers).take(size);
        let bytes = if size <= most && kind != "commit" {
            let mut bytes = Vec::new();
            content.read_to_end(&mut bytes)?;
            Some(bytes)
        } else {
            io::copy(&mut content, &mut io::sink())?;
            None
        };
        // The line's end after the object.
        self.answers.read_exact(&mut [0])?;
        Ok(Some(Object { id: id.to_owned(), kind: kind.to_owned(), bytes }))
    }
}

/// Why an object of a shallow or partial clone is not read.
const MISSING: &str = "is not in this clone of the repository";

/// A tree that is being read.
struct Reading<'s> {
    gather: Gather,
    folders: usize,
    blobs: HashMap<String, Arc<[u8]>>,
    shown: &'s str,
}

/// The entries of a folder as git stores them: mode, name, and the id of what it is.
fn entries(listing: &[u8], id_bytes: usize) -> impl Iterator<Item = (&[u8], &[u8], String)> {
    let mut rest = listing;
    std::iter::from_fn(move || {
        let space = memchr::memchr(b' ', rest)?;
        let zero = memchr::memchr(0, rest)?;
        let id = rest.get(zero + 1..zero + 1 + id_bytes)?;
        let entry = (&rest[..space], rest.get(space + 1..zero)?, hex(id));
        rest = &rest[zero + 1 + id_bytes..];
        Some(entry)
    })
}

/// The variables that name another repository than the folder's, or a part of one.
const ELSEWHERE: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
];

/// A `git` that works in `dir` and runs nothing that the repository's settings name.
pub(super) fn git(dir: &Utf8Path) -> Command {
    let mut command = Command::new("git");
    let settings = ["core.fsmonitor=false", "core.hooksPath=/dev/null", "protocol.allow=never"];
    command.args(["--no-pager", "--no-replace-objects", "--literal-pathspecs"]);
    command.args(settings.iter().flat_map(|setting| ["-c", setting]));
    // A hook that started us names its own repository; the folder decides.
    for name in ELSEWHERE {
        command.env_remove(name);
    }
    command
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .current_dir(dir)
        .stdin(Stdio::null());
    command
}

pub(super) fn run(command: &mut Command) -> Result<Output> {
    command.output().map_err(no_git)
}

fn no_git(e: io::Error) -> Error {
    match e.kind() {
        io::ErrorKind::NotFound => Error::io("there is no program `git`", e)
            .hint("install git, or name two folders or archives"),
        _ => Error::io("cannot run `git`", e),
    }
}

fn text(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|e| Error::io("git printed what is not UTF-8", e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_as_git_stores_it() {
        let listing = b"100644 main.tf\0AB40000 a dir\0CD100644 cut\0E";
        let read: Vec<_> = entries(listing, 2).collect();
        assert_eq!(
            read,
            [
                (&b"100644"[..], &b"main.tf"[..], "4142".to_owned()),
                (&b"40000"[..], &b"a dir"[..], "4344".to_owned()),
            ]
        );
    }
}
