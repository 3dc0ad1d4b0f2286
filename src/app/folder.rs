//! A service's folder: what a render would change in it, and changing it.
//!
//! Nothing that somebody else wrote is ever overwritten. A file of ours that was edited is kept
//! while the render of it stays the same, and is in the way once it would change.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use crate::catalog::{MAX_YAML_BYTES, parse};
use crate::compose::lock::{LOCK_PATH, Lock, file_hash};
use crate::compose::render::{BASE, Rendered};
use crate::compose::stack::Stack;
use crate::diag::{SourceId, SourceMap};
use crate::error::{Error, Report, Result};
use crate::store::{self, WriteSet};

/// The name of the stack's file.
pub const STACK_FILE: &str = "stack.yaml";

/// What a render would change in a folder.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// Every file of the render, in order, and what would happen to it.
    pub files: Vec<Change>,
    set: WriteSet,
}

/// What would happen to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its path in the folder.
    pub path: Utf8PathBuf,
    /// What would happen.
    pub kind: ChangeKind,
    /// What it holds now, when it is there.
    pub before: Option<Vec<u8>>,
    /// What it is to hold; nothing when it goes.
    pub after: Option<Vec<u8>>,
}

/// What would happen to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is new.
    Create,
    /// It changes.
    Update,
    /// It stays as it is.
    Same,
    /// It was edited, its render is the same as before, so the edit stays.
    Edited,
    /// It is ours and no longer rendered.
    Remove,
}

impl ChangeKind {
    /// The kind in a word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Same => "same",
            Self::Edited => "edited",
            Self::Remove => "remove",
        }
    }
}

/// A stack read from a folder, and its text.
#[derive(Debug)]
pub struct StackFile {
    /// The stack.
    pub stack: Stack,
    /// Its text, for pointing into.
    pub sources: SourceMap,
    /// The text's name in it.
    pub source: SourceId,
}

/// Reads `stack.yaml` of a folder.
///
/// # Errors
/// When there is none, or it is not a stack; the report says where.
pub fn read_stack(dir: &Utf8Path) -> Result<StackFile> {
    let path = dir.join(STACK_FILE);
    let bytes = match fs::metadata(&path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            return Err(Error::not_found(format!("there is no {path}"))
                .hint("name the folder of a service that pave wrote")
                .hint("or make a new one with `pave new`"));
        }
        Ok(m) if m.len() > MAX_YAML_BYTES as u64 => {
            let message = format!("{path} has {} bytes, and {MAX_YAML_BYTES} are read", m.len());
            return Err(Error::refused(message));
        }
        _ => fs::read(&path).map_err(|e| Error::io(format!("cannot read {path}"), e))?,
    };
    let text = String::from_utf8(bytes).map_err(|e| {
        Error::refused(format!("{path} is not UTF-8 at byte {}", e.utf8_error().valid_up_to()))
    })?;
    let mut sources = SourceMap::default();
    let source = sources.add(&path, text);
    let text = sources.get(source).text.clone();
    match parse::<Stack>(&text, source) {
        Ok(stack) => Ok(StackFile { stack, sources, source }),
        Err(finding) => {
            let report = Report { sources, findings: vec![*finding] };
            Err(Error::findings(format!("{path} is not a stack"), report)
                .hint("`pave schema stack` prints what may stand in it"))
        }
    }
}

/// Reads the lock of a folder, when it has one.
///
/// # Errors
/// When it is damaged or cannot be read.
pub fn read_lock(dir: &Utf8Path) -> Result<Option<Lock>> {
    match fs::read(dir.join(LOCK_PATH)) {
        Ok(bytes) => Lock::read(&bytes).map(Some),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(e) => Err(Error::io(format!("cannot read {dir}/{LOCK_PATH}"), e)),
    }
}

/// The text of a new `stack.yaml`.
#[must_use]
pub fn stack_text(stack: &Stack) -> String {
    let yaml = serde_saphyr::to_string(stack).expect("a stack is plain data");
    format!("# What this service is made of. Edit it, then run `pave render`.\n{yaml}")
}

/// Finds out what writing `rendered` to `dir` would change.
///
/// `stack` is the text of a new `stack.yaml`; nothing when the folder's own stands.
///
/// # Errors
/// When files that are not ours are in the way, all of them named, or a file cannot be read.
pub fn changes(
    dir: &Utf8Path,
    rendered: &Rendered,
    stack: Option<&str>,
    previous: Option<&Lock>,
) -> Result<Changes> {
    let mut changes = Changes::default();
    let mut foreign = Vec::new();
    let mut edited = Vec::new();
    let mut wanted: BTreeMap<&Utf8Path, &[u8]> =
        rendered.files.iter().map(|(p, b)| (p.as_path(), b.as_slice())).collect();
    if let Some(text) = stack {
        wanted.insert(STACK_FILE.into(), text.as_bytes());
    }
    for (path, after) in &wanted {
        let before = read_if_there(&dir.join(path))?;
        let own = path.starts_with(".pave");
        let recorded = previous.and_then(|l| l.files.get(*path));
        let kind = match &before {
            None => ChangeKind::Create,
            Some(bytes) if bytes == after => ChangeKind::Same,
            Some(_) if own && previous.is_some() => ChangeKind::Update,
            Some(bytes) => match recorded {
                None => {
                    foreign.push(path.to_string());
                    continue;
                }
                Some(hash) if *hash == file_hash(bytes) => ChangeKind::Update,
                // Edited. Where its render is what it was, the edit stays.
                Some(hash) if *hash == file_hash(after) => ChangeKind::Edited,
                Some(_) => {
                    edited.push(path.to_string());
                    continue;
                }
            },
        };
        if matches!(kind, ChangeKind::Create | ChangeKind::Update) {
            changes.set.files.insert((*path).to_owned(), after.to_vec());
        }
        changes.files.push(Change {
            path: (*path).to_owned(),
            kind,
            before,
            after: Some(after.to_vec()),
        });
    }
    in_the_way(dir, &foreign, &edited)?;
    let known: BTreeSet<&Utf8Path> = wanted.keys().copied().collect();
    for (path, hash) in previous.iter().flat_map(|l| &l.files) {
        if known.contains(path.as_path()) {
            continue;
        }
        changes.set.remove.insert(Utf8Path::new(BASE).join(path));
        let Some(before) = read_if_there(&dir.join(path))? else { continue };
        if *hash == file_hash(&before) {
            changes.set.remove.insert(path.clone());
            let kind = ChangeKind::Remove;
            changes.files.push(Change {
                path: path.clone(),
                kind,
                before: Some(before),
                after: None,
            });
        }
    }
    Ok(changes)
}

/// What writing `rendered` and a new `stack.yaml` comes to where nothing is yet: every file is new.
///
/// Looks at no folder.
#[must_use]
pub fn all_new(rendered: &Rendered, stack: &str) -> Changes {
    let mut changes = Changes::default();
    changes.set.files.clone_from(&rendered.files);
    changes.set.files.insert(STACK_FILE.into(), stack.as_bytes().to_vec());
    let new = |(path, bytes): (&Utf8PathBuf, &Vec<u8>)| Change {
        path: path.clone(),
        kind: ChangeKind::Create,
        before: None,
        after: Some(bytes.clone()),
    };
    changes.files = changes.set.files.iter().map(new).collect();
    changes
}

/// What writing files to a folder that has none of them comes to.
///
/// # Errors
/// When one of them is there and holds something else, all of those named.
pub fn new_files(dir: &Utf8Path, files: BTreeMap<Utf8PathBuf, Vec<u8>>) -> Result<Changes> {
    let mut changes = Changes::default();
    let mut foreign = Vec::new();
    for (path, after) in files {
        let before = read_if_there(&dir.join(&path))?;
        let kind = match &before {
            None => ChangeKind::Create,
            Some(bytes) if *bytes == after => ChangeKind::Same,
            Some(_) => {
                foreign.push(path.to_string());
                continue;
            }
        };
        if kind == ChangeKind::Create {
            changes.set.files.insert(path.clone(), after.clone());
        }
        changes.files.push(Change { path, kind, before, after: Some(after) });
    }
    if foreign.is_empty() {
        return Ok(changes);
    }
    Err(Error::refused(format!("{dir} holds files already: {}", foreign.join(", ")))
        .hint("name another folder; nothing is ever overwritten"))
}

/// Makes the changes, all of them or none.
///
/// # Errors
/// When the system refuses; nothing has changed then.
pub fn apply(dir: &Utf8Path, changes: &Changes) -> Result<()> {
    if changes.set.files.is_empty() && changes.set.remove.is_empty() {
        return Ok(());
    }
    store::write(dir, &changes.set)
}

fn in_the_way(dir: &Utf8Path, foreign: &[String], edited: &[String]) -> Result<()> {
    if !foreign.is_empty() {
        return Err(Error::refused(format!(
            "{dir} holds files that pave did not write: {}",
            foreign.join(", ")
        ))
        .hint("write to another folder with --out, or move them away"));
    }
    if !edited.is_empty() {
        return Err(Error::refused(format!(
            "files in {dir} were edited, and their render changes: {}",
            edited.join(", ")
        ))
        .hint("move the edits to files of their own, or into stack.yaml")
        .hint(format!("{BASE}/ holds each file as it was written, to compare with")));
    }
    Ok(())
}

fn read_if_there(path: &Utf8Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        // The write says what is wrong with it.
        Err(e) if e.kind() == io::ErrorKind::IsADirectory => Ok(None),
        Err(e) => Err(Error::io(format!("cannot read {path}"), e)),
    }
}
