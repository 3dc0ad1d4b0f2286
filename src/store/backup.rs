//! A backup as a folder or one file: the ledger as lines of JSON, a file a table, and the archives.
//!
//! It appears under its name when it is whole. The last thing that is written is `backup.json`,
//! which counts the rest; what has none is no backup.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek as _, Write};

use camino::{Utf8Path, Utf8PathBuf};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use tempfile::{NamedTempFile, TempDir};

use crate::error::{Error, Result};

const MANIFEST: &str = "backup.json";
const FORMAT: u32 = 1;

/// What a backup says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the format.
    pub format: u32,
    /// When it was made, as RFC 3339.
    pub made: String,
    /// The last entry of the log that is in it.
    pub seq: i64,
    /// How many rows of each table are in it.
    pub rows: BTreeMap<String, u64>,
    /// How many archives are in it.
    pub blobs: u64,
}

/// A backup that is being written.
#[derive(Debug)]
pub struct BackupWriter {
    target: Utf8PathBuf,
    draft: Draft,
    blobs: u64,
    rows: BTreeMap<String, u64>,
}

enum Draft {
    Folder(TempDir),
    File(Box<tar::Builder<GzEncoder<NamedTempFile>>>),
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Folder(_) => "Folder",
            Self::File(_) => "File",
        })
    }
}

/// A backup that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    path: Utf8PathBuf,
    is_file: bool,
}

/// One part of a backup.
#[derive(Debug)]
pub enum Part<'r> {
    /// The bytes of a blob, by its name.
    Blob(String, Vec<u8>),
    /// The rows of a table, a line of JSON each.
    Table(String, &'r mut dyn Rows),
}

/// The lines of a table.
pub trait Rows: std::fmt::Debug {
    /// The next line; none after the last.
    ///
    /// # Errors
    /// When it cannot be read.
    fn next_row(&mut self) -> Result<Option<String>>;
}

fn is_file(path: &Utf8Path) -> bool {
    [".tar.gz", ".tgz"].iter().any(|end| path.as_str().ends_with(end))
}

impl BackupWriter {
    /// Begins a backup: one file where the name ends in `.tar.gz` or `.tgz`, else a folder. It is
    /// for who makes it alone, as it holds the registry's keys.
    ///
    /// # Errors
    /// When something of that name exists, or the system refuses.
    pub fn create(target: &Utf8Path) -> Result<Self> {
        if fs::symlink_metadata(target).is_ok() {
            return Err(Error::refused(format!("{target} exists"))
                .hint("a backup is never written over another: give a new name"));
        }
        let failed = |e: io::Error| Error::io(format!("cannot write {target}"), e);
        let parent = match target.parent() {
            Some(parent) if !parent.as_str().is_empty() => parent,
            _ => Utf8Path::new("."),
        };
        fs::create_dir_all(parent).map_err(failed)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".draft-");
        let draft = if is_file(target) {
            let file = builder.tempfile_in(parent).map_err(failed)?;
            // The archives are packed already, and make up the most of it.
            let gzip = GzEncoder::new(file, Compression::fast());
            Draft::File(Box::new(tar::Builder::new(gzip)))
        } else {
            #[cfg(unix)]
            builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
            Draft::Folder(builder.tempdir_in(parent).map_err(failed)?)
        };
        Ok(Self { target: target.to_owned(), draft, blobs: 0, rows: BTreeMap::new() })
    }

    /// Adds a blob.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn blob(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.blobs += 1;
        let folder = name.get(..2).unwrap_or("00");
        let path = format!("blobs/sha256/{folder}/{name}.tar.gz");
        self.add(&path, bytes.len() as u64, bytes)
    }

    /// Adds the rows of a table, `rows` of them, a line each.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn table(&mut self, name: &str, rows: u64, mut lines: File) -> Result<()> {
        let failed = |e: io::Error| Error::io("cannot read what was to be kept", e);
        let length = lines.stream_position().map_err(failed)?;
        lines.rewind().map_err(failed)?;
        self.rows.insert(name.to_owned(), rows);
        self.add(&format!("ledger/{name}.ndjson"), length, BufReader::new(lines))
    }

    fn add(&mut self, path: &str, length: u64, mut content: impl Read) -> Result<()> {
        let failed = |e: io::Error| Error::io(format!("cannot write {}", self.target), e);
        match &mut self.draft {
            Draft::Folder(folder) => {
                let path = folder.path().join(path);
                let parent = path.parent().expect("a part lies in the folder");
                fs::create_dir_all(parent).map_err(failed)?;
                let mut file = BufWriter::new(File::create(path).map_err(failed)?);
                io::copy(&mut content, &mut file).map_err(failed)?;
                let file = file.into_inner().map_err(|e| failed(e.into_error()))?;
                file.sync_all().map_err(failed)
            }
            Draft::File(tar) => {
                let mut header = tar::Header::new_gnu();
                header.set_size(length);
                header.set_mode(0o600);
                tar.append_data(&mut header, path, content.take(length)).map_err(failed)
            }
        }
    }

    /// Ends it: only now is there something under its name.
    ///
    /// # Errors
    /// When the system refuses; then there is nothing.
    pub fn finish(mut self, made: &str, seq: i64) -> Result<Manifest> {
        let manifest = Manifest {
            format: FORMAT,
            made: made.to_owned(),
            seq,
            rows: std::mem::take(&mut self.rows),
            blobs: self.blobs,
        };
        let mut text = serde_json::to_vec_pretty(&manifest).expect("a manifest is plain data");
        text.push(b'\n');
        self.add(MANIFEST, text.len() as u64, &text[..])?;
        let target = &self.target;
        let failed = |e: io::Error| Error::io(format!("cannot write {target}"), e);
        match self.draft {
            Draft::Folder(folder) => {
                fs::rename(folder.path(), target).map_err(failed)?;
                // Moved away: there is nothing left to remove.
                drop(folder.keep());
            }
            Draft::File(tar) => {
                let file = tar.into_inner().and_then(GzEncoder::finish).map_err(failed)?;
                file.as_file().sync_all().map_err(failed)?;
                file.persist_noclobber(target).map_err(|e| failed(e.error))?;
            }
        }
        Ok(manifest)
    }
}

impl Backup {
    /// A backup by its path.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(path: &Utf8Path) -> Result<Self> {
        let found = fs::metadata(path)
            .map_err(|e| Error::not_found(format!("there is no backup {path}")).caused_by(e))?;
        let backup = Self { path: path.to_owned(), is_file: found.is_file() };
        if !backup.is_file {
            backup.manifest_of_folder()?;
        }
        Ok(backup)
    }

    fn manifest_of_folder(&self) -> Result<Manifest> {
        let text = fs::read(self.path.join(MANIFEST));
        self.read_manifest(&text.map_err(|e| self.no_backup().caused_by(e))?)
    }

    fn no_backup(&self) -> Error {
        Error::refused(format!("{} is no backup, or not a whole one", self.path))
            .hint("`pave backup` makes one; what it makes ends with a backup.json")
    }

    fn read_manifest(&self, text: &[u8]) -> Result<Manifest> {
        let manifest: Manifest =
            serde_json::from_slice(text).map_err(|e| self.no_backup().caused_by(e))?;
        if manifest.format != FORMAT {
            return Err(Error::refused(format!("{} was made by another version", self.path)).hint(
                format!("it has the format {}, this program reads {FORMAT}", manifest.format),
            ));
        }
        Ok(manifest)
    }

    /// Goes through the whole backup: first the blobs, then the tables in the order in which they
    /// were written. Returns what the backup says of itself.
    ///
    /// # Errors
    /// When it cannot be read or is not whole, and what `each` returns.
    pub async fn visit(
        &self,
        mut each: impl AsyncFnMut(Part<'_>) -> Result<()>,
    ) -> Result<Manifest> {
        let failed = |e: io::Error| Error::io(format!("cannot read {}", self.path), e);
        if !self.is_file {
            let manifest = self.manifest_of_folder()?;
            let blobs = walkdir::WalkDir::new(self.path.join("blobs")).sort_by_file_name();
            for entry in blobs.into_iter().filter_map(std::result::Result::ok) {
                let name = entry.file_name().to_string_lossy().into_owned();
                if let Some(name) = name.strip_suffix(".tar.gz") {
                    let bytes = fs::read(entry.path()).map_err(failed)?;
                    each(Part::Blob(name.to_owned(), bytes)).await?;
                }
            }
            for table in super::ledger::TABLES {
                let path = self.path.join(format!("ledger/{table}.ndjson"));
                if !manifest.rows.contains_key(*table) {
                    continue;
                }
                let file = File::open(path).map_err(failed)?;
                let mut lines = Lines(BufReader::new(file), self.path.clone());
                each(Part::Table((*table).to_owned(), &mut lines)).await?;
            }
            return Ok(manifest);
        }
        let file = BufReader::new(File::open(&self.path).map_err(failed)?);
        let mut tar = tar::Archive::new(GzDecoder::new(file));
        for entry in tar.entries().map_err(failed)? {
            let mut entry = entry.map_err(failed)?;
            let path = entry.path().map_err(failed)?.to_string_lossy().into_owned();
            if path == MANIFEST {
                let mut text = Vec::new();
                entry.read_to_end(&mut text).map_err(failed)?;
                return self.read_manifest(&text);
            }
            let name = path.rsplit('/').next().unwrap_or_default();
            if let Some(name) = name.strip_suffix(".tar.gz") {
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).map_err(failed)?;
                each(Part::Blob(name.to_owned(), bytes)).await?;
            } else if let Some(table) = name.strip_suffix(".ndjson") {
                let mut lines = Lines(BufReader::new(entry), self.path.clone());
                each(Part::Table(table.to_owned(), &mut lines)).await?;
            }
        }
        Err(self.no_backup())
    }
}

/// Lines of a file in a backup.
struct Lines<R>(R, Utf8PathBuf);

impl<R> std::fmt::Debug for Lines<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Lines").field(&self.1).finish()
    }
}

impl<R: io::BufRead> Rows for Lines<R> {
    fn next_row(&mut self) -> Result<Option<String>> {
        let mut line = String::new();
        let read = self.0.read_line(&mut line);
        let read = read.map_err(|e| Error::io(format!("cannot read {}", self.1), e))?;
        Ok((read > 0).then_some(line))
    }
}

/// Where the rows of a table are kept on their way into a backup.
///
/// # Errors
/// When the system refuses.
pub(super) fn spool() -> Result<BufWriter<File>> {
    let file = tempfile::tempfile().map_err(|e| Error::io("cannot make a temporary file", e))?;
    Ok(BufWriter::new(file))
}

/// Writes a row of a table to where it is kept.
///
/// # Errors
/// When the system refuses.
pub(super) fn spool_row(to: &mut BufWriter<File>, row: &serde_json::Value) -> Result<()> {
    writeln!(to, "{row}").map_err(|e| Error::io("cannot write a temporary file", e))
}
