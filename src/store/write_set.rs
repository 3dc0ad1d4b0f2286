//! A set of files written whole or not at all.
//!
//! A folder that does not exist yet is made beside its place and renamed into it. In a folder
//! that exists, the new files are staged under `.pave/staging`, a journal is put beside them in
//! one rename, and only then are they moved to their places. Whoever finds a journal finishes
//! the work, so a killed process leaves either the old files or, after [`recover`], the new ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write as _};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};

/// Where a write in an existing folder is prepared, relative to the folder.
const STAGING: &str = ".pave/staging";
const JOURNAL: &str = "journal.json";

/// Files to be written and removed together, by path relative to one folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteSet {
    /// What each file is to hold.
    pub files: BTreeMap<Utf8PathBuf, Vec<u8>>,
    /// Files to remove; ones that do not exist are passed over.
    pub remove: BTreeSet<Utf8PathBuf>,
}

#[derive(Serialize, Deserialize)]
struct Journal {
    /// Final path by staged name.
    moves: BTreeMap<String, Utf8PathBuf>,
    remove: BTreeSet<Utf8PathBuf>,
}

/// Writes `set` into the folder `target`, whole or not at all.
///
/// # Errors
/// When a path leaves the folder or passes through a symbolic link in it, when another process
/// is writing there, or when the system refuses. Nothing has changed then.
pub fn write(target: &Utf8Path, set: &WriteSet) -> Result<()> {
    for path in set.files.keys().chain(&set.remove) {
        stays_inside(path)?;
    }
    match fs::symlink_metadata(target) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return create(target, set),
        Err(e) => return Err(Error::io(format!("cannot look at {target}"), e)),
        Ok(_) => {}
    }
    let is_dir = fs::metadata(target).is_ok_and(|m| m.is_dir());
    if !is_dir {
        return Err(Error::refused(format!("{target} exists and is not a folder"))
            .hint("name another folder with --out"));
    }
    let _lock = lock(target)?;
    roll_forward(target)?;
    for path in set.files.keys().chain(&set.remove) {
        no_link_on_the_way(target, path)?;
    }
    stage(target, set)?;
    roll_forward(target)?;
    Ok(())
}

/// Finishes or undoes a write in `target` that a killed process left behind.
///
/// Returns whether there was one.
///
/// # Errors
/// When another process is writing there, or the system refuses.
pub fn recover(target: &Utf8Path) -> Result<bool> {
    if !target.join(STAGING).is_dir() {
        return Ok(false);
    }
    let _lock = lock(target)?;
    roll_forward(target)
}

fn stays_inside(path: &Utf8Path) -> Result<()> {
    let plain = !path.as_str().is_empty()
        && path.components().all(|c| matches!(c, Utf8Component::Normal(_)))
        && !path.as_str().contains('\0');
    if plain { Ok(()) } else { Err(Error::refused(format!("`{path}` leaves the target folder"))) }
}

/// A symbolic link inside the target could lead a write anywhere.
fn no_link_on_the_way(target: &Utf8Path, path: &Utf8Path) -> Result<()> {
    let mut at = target.to_owned();
    for part in path.components() {
        at.push(part);
        match fs::symlink_metadata(&at) {
            Ok(m) if m.is_symlink() => {
                return Err(Error::refused(format!("{at} is a symbolic link"))
                    .hint("remove the link, or write to another folder with --out"));
            }
            Ok(m) if m.is_dir() == (at.as_path() == target.join(path)) => {
                let what = if m.is_dir() { "a folder" } else { "not a folder" };
                return Err(Error::refused(format!("{at} is {what}"))
                    .hint("move it away, or write to another folder with --out"));
            }
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(Error::io(format!("cannot look at {at}"), e)),
        }
    }
    Ok(())
}

fn lock(target: &Utf8Path) -> Result<File> {
    let dir = File::open(target).map_err(|e| Error::io(format!("cannot open {target}"), e))?;
    dir.try_lock().map_err(|e| Error {
        kind: ErrorKind::Refused,
        ..Error::io(format!("another process is writing to {target}"), e)
    })?;
    Ok(dir)
}

/// Makes a new folder beside its place, then renames it into it.
fn create(target: &Utf8Path, set: &WriteSet) -> Result<()> {
    let name = target.file_name().ok_or_else(|| Error::usage(format!("{target} has no name")))?;
    let parent = match target.parent() {
        Some(p) if !p.as_str().is_empty() => p,
        _ => Utf8Path::new("."),
    };
    let failed = |e: io::Error| Error::io(format!("cannot write {target}"), e);
    fs::create_dir_all(parent).map_err(failed)?;
    let partial = parent.join(format!(".{name}.pave-partial"));
    match fs::create_dir(&partial) {
        Ok(()) => {}
        // What a killed process left: ours by its name, and nobody's if it can be locked.
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && !partial.is_symlink() => {
            let _lock = lock(&partial)?;
            fs::remove_dir_all(&partial).map_err(failed)?;
            fs::create_dir(&partial).map_err(failed)?;
        }
        Err(e) => return Err(failed(e)),
    }
    let _lock = lock(&partial)?;
    let filled = (|| {
        for (path, bytes) in &set.files {
            put(&partial.join(path), bytes)?;
        }
        fs::rename(&partial, target)
    })();
    filled.map_err(|e| {
        // Best effort: the error is about the write, and the next run clears a leftover.
        let _ = fs::remove_dir_all(&partial);
        failed(e)
    })
}

fn stage(target: &Utf8Path, set: &WriteSet) -> Result<()> {
    let staging = target.join(STAGING);
    let staged = (|| {
        fs::create_dir_all(&staging)?;
        let mut moves = BTreeMap::new();
        for (i, (path, bytes)) in set.files.iter().enumerate() {
            let name = i.to_string();
            put(&staging.join(&name), bytes)?;
            moves.insert(name, path.clone());
        }
        let journal = serde_json::to_vec(&Journal { moves, remove: set.remove.clone() })?;
        put(&staging.join("journal.tmp"), &journal)?;
        fs::rename(staging.join("journal.tmp"), staging.join(JOURNAL))
    })();
    staged.map_err(|e| {
        // No journal, so nothing has changed; best effort, the next run clears a leftover.
        let _ = fs::remove_dir_all(&staging);
        Error::io(format!("cannot write to {target}"), e)
    })
}

/// Carries out a journal if there is one, and clears the staging folder.
fn roll_forward(target: &Utf8Path) -> Result<bool> {
    let staging = target.join(STAGING);
    let failed = |e: io::Error| {
        Error::io(format!("cannot finish writing to {target}"), e)
            .hint("make room or give write access, then run the same command again")
    };
    let text = match fs::read(staging.join(JOURNAL)) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            return match fs::remove_dir_all(&staging) {
                Ok(()) => Ok(true),
                Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
                Err(e) => Err(failed(e)),
            };
        }
        Err(e) => return Err(failed(e)),
    };
    let journal: Journal = serde_json::from_slice(&text)
        .map_err(|e| Error::io(format!("{staging}/{JOURNAL} is damaged"), e))?;
    for (name, path) in &journal.moves {
        stays_inside(path)?;
        no_link_on_the_way(target, path)?;
        let to = target.join(path);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        match fs::rename(staging.join(name), &to) {
            Ok(()) => {}
            // Moved by the process that was killed.
            Err(e) if e.kind() == io::ErrorKind::NotFound && to.exists() => {}
            Err(e) => return Err(failed(e)),
        }
    }
    for path in &journal.remove {
        stays_inside(path)?;
        match fs::remove_file(target.join(path)) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => return Err(failed(e)),
        }
    }
    fs::remove_dir_all(&staging).map_err(failed)?;
    Ok(true)
}

/// Writes a file and, where needed, its folder, and waits until the system has taken all of it.
fn put(path: &Utf8Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(files: &[(&str, &str)]) -> WriteSet {
        WriteSet {
            files: files.iter().map(|(p, t)| ((*p).into(), t.as_bytes().to_vec())).collect(),
            remove: BTreeSet::new(),
        }
    }

    fn temp() -> (tempfile::TempDir, Utf8PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::from_path_buf(dir.path().to_owned()).unwrap();
        (dir, path)
    }

    #[test]
    fn a_new_folder_appears_whole_with_nothing_beside_it() {
        let (_dir, base) = temp();
        write(&base.join("svc"), &set(&[("a/b.tf", "x"), ("c", "y")])).unwrap();
        assert_eq!(fs::read_to_string(base.join("svc/a/b.tf")).unwrap(), "x");
        assert_eq!(fs::read_dir(&base).unwrap().count(), 1);
    }

    #[test]
    fn an_interrupted_write_is_finished_from_its_journal() {
        let (_dir, base) = temp();
        fs::write(base.join("a"), "old").unwrap();
        stage(&base, &set(&[("a", "new"), ("b", "new")])).unwrap();
        fs::rename(base.join(STAGING).join("0"), base.join("a")).unwrap();
        assert!(recover(&base).unwrap());
        assert_eq!(fs::read_to_string(base.join("b")).unwrap(), "new");
        assert!(!base.join(STAGING).exists());
    }

    #[test]
    fn staging_without_a_journal_is_undone() {
        let (_dir, base) = temp();
        fs::write(base.join("a"), "old").unwrap();
        fs::create_dir_all(base.join(STAGING)).unwrap();
        fs::write(base.join(STAGING).join("0"), "half").unwrap();
        assert!(recover(&base).unwrap());
        assert_eq!(fs::read_to_string(base.join("a")).unwrap(), "old");
    }

    #[test]
    fn a_path_that_leaves_the_folder_is_refused() {
        let (_dir, base) = temp();
        for path in ["../x", "/x", "a/../../x", ""] {
            assert!(write(&base, &set(&[(path, "")])).is_err(), "{path}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_link_out_of_the_folder_is_refused_and_nothing_is_written() {
        let (_dir, base) = temp();
        let (_out, outside) = temp();
        std::os::unix::fs::symlink(&outside, base.join("dev")).unwrap();
        let error = write(&base, &set(&[("a", "x"), ("dev/main.tf", "x")])).unwrap_err();
        assert!(error.message.ends_with("dev is a symbolic link"), "{error}");
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 0);
        assert!(!base.join("a").exists());
    }
}
