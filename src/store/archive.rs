//! The files of an archive, read into memory within limits; nothing is unpacked to disk.
//!
//! An archive with a name that leads out of it, or with the same name twice, is refused whole:
//! what it holds would depend on who unpacks it.

use std::fs::File;
use std::io::{BufReader, Cursor, Error as IoError, Read, Seek};

use camino::{Utf8Path, Utf8PathBuf};
use flate2::read::MultiGzDecoder;
use tar::EntryType;

use super::gather::{Gather, MAX_DEPTH, is_wanted, too_large, too_many};
use crate::error::{Error, ErrorKind, Result};
use crate::release::{MAX_BYTES, MAX_FILE_BYTES, MAX_FILES, Tree};

/// Largest archive that is opened, in bytes.
const MAX_ARCHIVE_BYTES: u64 = MAX_BYTES;

/// Most bytes that an archive may unpack to for each of its own; text reaches about thirty.
const MAX_RATIO: u64 = 200;

/// Bytes that any archive may unpack to, however small it is.
const ALWAYS_BYTES: u64 = 16_000_000;

/// Longest text of a link that is read.
const MAX_LINK_BYTES: u64 = 4096;

/// The kinds of archive that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tar,
    TarGz,
    Zip,
}

impl Kind {
    const ENDS: [(&'static str, Self); 4] =
        [(".tar.gz", Self::TarGz), (".tgz", Self::TarGz), (".tar", Self::Tar), (".zip", Self::Zip)];

    fn of(path: &Utf8Path) -> Option<Self> {
        let name = path.as_str().to_ascii_lowercase();
        Self::ENDS.iter().find(|(end, _)| name.ends_with(end)).map(|(_, kind)| *kind)
    }
}

/// Whether a file is an archive that can be read, by its name: `.tar.gz`, `.tgz`, `.tar`, `.zip`.
#[must_use]
pub fn is_archive(path: &Utf8Path) -> bool {
    Kind::of(path).is_some()
}

/// Reads a module's archive. One folder that holds everything else is left out of the paths, as
/// in the archives that git hosts make.
///
/// # Errors
/// When it cannot be read, holds more than a module may have, or is made to mislead.
pub fn read_archive(path: &Utf8Path) -> Result<Tree> {
    let failed = |e: IoError| Error::io(format!("cannot read the archive {path}"), e);
    let kind = Kind::of(path).ok_or_else(|| Error::usage(format!("{path} is no archive")))?;
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    unpack(path, kind, length, BufReader::new(file))
}

/// Reads a module's archive from memory; `shown` is what it is called, and its end says of which
/// kind it is.
///
/// # Errors
/// As [`read_archive`].
pub fn read_archive_bytes(shown: &Utf8Path, bytes: &[u8]) -> Result<Tree> {
    let kind = Kind::of(shown).ok_or_else(|| Error::usage(format!("{shown} is no archive")))?;
    unpack(shown, kind, bytes.len() as u64, Cursor::new(bytes)).map_err(|error| match error.kind {
        // No disk can fail here: the bytes are not what their name says.
        ErrorKind::Io => Error { kind: ErrorKind::Refused, ..error },
        _ => error,
    })
}

fn unpack(path: &Utf8Path, kind: Kind, length: u64, reader: impl Read + Seek) -> Result<Tree> {
    if length > MAX_ARCHIVE_BYTES {
        let most = MAX_ARCHIVE_BYTES / 1_000_000;
        return Err(Error::refused(format!("the archive {path} has more than {most} MB")));
    }
    let mut unpacked = Unpacked::new(path, length);
    match kind {
        Kind::Tar => unpacked.tar(reader)?,
        Kind::TarGz => unpacked.tar(MultiGzDecoder::new(reader))?,
        Kind::Zip => unpacked.zip(reader)?,
    }
    Ok(without_top(unpacked.gather.finish()?, &unpacked.tops))
}

/// What has come out of an archive so far.
struct Unpacked<'a> {
    archive: &'a Utf8Path,
    /// How many bytes may still come out of it.
    left: u64,
    gather: Gather,
    /// The first part of each file's path, `None` for a file at the top; hidden ones too.
    tops: Vec<Option<String>>,
}

impl<'a> Unpacked<'a> {
    fn new(archive: &'a Utf8Path, length: u64) -> Self {
        let left = length.saturating_mul(MAX_RATIO).clamp(ALWAYS_BYTES, MAX_BYTES);
        Self { archive, left, gather: Gather::new(archive), tops: Vec::new() }
    }

    fn failed(&self, e: impl Into<IoError>) -> Error {
        Error::io(format!("cannot read the archive {}", self.archive), e.into())
    }

    fn misleading(&self, what: &str) -> Error {
        Error::refused(format!("the archive {} {what}", self.archive))
            .hint("make it again from the module's folder, with tar, zip or git archive")
    }

    fn tar(&mut self, reader: impl Read) -> Result<()> {
        // Headers and padding come beside what the files hold.
        let most = self.left + 2048 * MAX_FILES as u64;
        let mut archive = tar::Archive::new(reader.take(most));
        let entries = archive.entries().map_err(|e| self.failed(e))?;
        for entry in entries {
            let mut entry = entry.map_err(|e| self.failed(e))?;
            let kind = entry.header().entry_type();
            if matches!(kind, EntryType::Directory | EntryType::XGlobalHeader) {
                continue;
            }
            let name = entry.path_bytes().into_owned();
            let size = entry.size();
            let Some(path) = self.path(&name)? else {
                self.spend(size)?;
                continue;
            };
            match kind {
                EntryType::Regular | EntryType::Continuous => self.file(path, &mut entry)?,
                EntryType::Symlink => {
                    let target = entry.link_name_bytes().unwrap_or_default();
                    let target = String::from_utf8_lossy(&target).into_owned();
                    self.gather.link(path, target)?;
                }
                EntryType::Link => {
                    self.gather.refuse(path, "is a hard link, which is not followed")?;
                }
                _ => self.gather.refuse(path, "is not a regular file")?,
            }
        }
        Ok(())
    }

    fn zip(&mut self, reader: impl Read + Seek) -> Result<()> {
        let mut archive = zip::ZipArchive::new(reader).map_err(|e| self.failed(e))?;
        if archive.has_duplicate_names() {
            return Err(self.misleading("holds two files of one name"));
        }
        // Folders stand in the list as well.
        if archive.len() > 2 * MAX_FILES {
            return Err(too_many(self.archive));
        }
        if archive.has_overlapping_entries().map_err(|e| self.failed(e))? {
            return Err(self.misleading("holds files that share their bytes"));
        }
        for index in 0..archive.len() {
            let mut entry = archive.by_index(index).map_err(|e| self.failed(e))?;
            if entry.is_dir() {
                continue;
            }
            let name = entry.name_raw().to_owned();
            let Some(path) = self.path(&name)? else { continue };
            if entry.encrypted() {
                self.gather.refuse(path, "is encrypted")?;
            } else if entry.is_symlink() {
                let mut target = String::new();
                let mut text = entry.by_ref().take(MAX_LINK_BYTES);
                text.read_to_string(&mut target).map_err(|e| self.failed(e))?;
                self.gather.link(path, target)?;
            } else {
                self.file(path, &mut entry)?;
            }
        }
        Ok(())
    }

    /// Reads a file, as far as it may be long.
    fn file(&mut self, path: Utf8PathBuf, content: &mut impl Read) -> Result<()> {
        let mut bytes = Vec::new();
        let most = self.left.min(MAX_FILE_BYTES) + 1;
        content.take(most).read_to_end(&mut bytes).map_err(|e| self.failed(e))?;
        self.spend(bytes.len() as u64)?;
        if bytes.len() as u64 > MAX_FILE_BYTES {
            return self.gather.refuse(path, too_large());
        }
        self.gather.add(path, bytes.into())
    }

    /// Counts bytes that came out.
    fn spend(&mut self, bytes: u64) -> Result<()> {
        self.left = self.left.checked_sub(bytes).ok_or_else(|| {
            let what = format!("unpacks to more than {MAX_RATIO} times its size");
            let most = MAX_BYTES / 1_000_000;
            self.misleading(&format!("{what}, or to more than {most} MB"))
        })?;
        Ok(())
    }

    /// The path in the archive that an entry's name stands for; `None` for what no module has.
    fn path(&mut self, name: &[u8]) -> Result<Option<Utf8PathBuf>> {
        let shown = String::from_utf8_lossy(name).escape_debug().to_string();
        let name = std::str::from_utf8(name)
            .map_err(|_| self.misleading(&format!("holds `{shown}`, whose name is not UTF-8")))?;
        let mut path = Utf8PathBuf::new();
        for part in name.split('/').filter(|part| *part != ".") {
            let odd = part.is_empty() || part == ".." || part.contains([':', '\\']);
            if odd || part.contains(char::is_control) {
                let what = format!("holds `{shown}`, a name that leads out of it");
                return Err(self.misleading(&what));
            }
            path.push(part);
        }
        let mut parts = path.components();
        let first = parts.next().map(|part| part.as_str().to_owned());
        self.tops.push(first.filter(|_| parts.next().is_some()));
        if self.tops.len() > 2 * MAX_FILES {
            return Err(too_many(self.archive));
        }
        if path.components().count() > MAX_DEPTH {
            self.gather.refuse(path, "lies too deep")?;
            return Ok(None);
        }
        if !is_wanted(&path) {
            return Ok(None);
        }
        if self.gather.has(&path) {
            return Err(self.misleading(&format!("holds two files of the name `{shown}`")));
        }
        Ok(Some(path))
    }
}

/// Leaves out the folder that holds everything, if there is one.
///
/// A folder `modules` is kept: an archive may hold nothing but the modules below it.
fn without_top(mut tree: Tree, tops: &[Option<String>]) -> Tree {
    let Some(Some(top)) = tops.first() else { return tree };
    if top == "modules" || tops.iter().any(|other| other.as_ref() != Some(top)) {
        return tree;
    }
    let inner = |path: Utf8PathBuf| path.strip_prefix(top).map_or(path.clone(), Utf8Path::to_owned);
    tree.files = std::mem::take(&mut tree.files).into_iter().map(|(p, b)| (inner(p), b)).collect();
    let refused = std::mem::take(&mut tree.refused);
    tree.refused = refused.into_iter().map(|(p, reason)| (inner(p), reason)).collect();
    tree.around = Some(top.clone());
    tree
}
