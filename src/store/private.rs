//! Files for the user alone, in the folder where a program keeps its state.

use std::fs::{self, DirBuilder};
use std::io::{self, Write as _};
use std::time::SystemTime;

use camino::{Utf8Path, Utf8PathBuf};
use etcetera::BaseStrategy as _;

use crate::error::{Error, Result};

/// The folder for the state of this program: `$XDG_STATE_HOME/pave`, where there is such a thing.
///
/// # Errors
/// When the user has no home, or its path is not UTF-8.
pub fn state_folder() -> Result<Utf8PathBuf> {
    let strategy = etcetera::choose_base_strategy()
        .map_err(|e| Error::io("cannot tell where the user's files are", e))?;
    let folder = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    let folder = Utf8PathBuf::from_path_buf(folder)
        .map_err(|p| Error::refused(format!("{} is not UTF-8", p.display())))?;
    Ok(folder.join("pave"))
}

/// Writes a file that nobody else can read, whole or not at all, and the folders that lead to it.
///
/// # Errors
/// When the system refuses; what was there is there still.
pub fn write_private(path: &Utf8Path, bytes: &[u8]) -> Result<()> {
    let failed = |e: io::Error| Error::io(format!("cannot write {path}"), e);
    let folder = path.parent().unwrap_or(Utf8Path::new("."));
    make_folder(folder).map_err(failed)?;
    // A temporary file is its owner's alone, and keeps that when it is renamed.
    let mut file =
        tempfile::Builder::new().prefix(".draft-").tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|e| failed(e.error))?;
    Ok(())
}

/// Makes a folder that nobody else can look into, with those that lead to it; one that is there
/// stays as it is.
///
/// # Errors
/// When the system refuses.
pub fn make_private_folder(path: &Utf8Path) -> Result<()> {
    make_folder(path).map_err(|e| {
        Error::io(format!("cannot make the folder {path}"), e).hint("--data names another")
    })
}

fn make_folder(path: &Utf8Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes an empty file that nobody else can read; one that is there stays as it is.
///
/// # Errors
/// When the system refuses.
pub(super) fn make_private_file(path: &Utf8Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Reads a file of at most `most` bytes; nothing when it is not there.
///
/// # Errors
/// When it is larger or cannot be read.
pub fn read_private(path: &Utf8Path, most: u64) -> Result<Option<Vec<u8>>> {
    let bytes = match fs::metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Ok(m) if m.len() > most => {
            return Err(Error::refused(format!("{path} is larger than the {most} bytes read")));
        }
        _ => fs::read(path),
    };
    bytes.map(Some).map_err(|e| Error::io(format!("cannot read {path}"), e))
}

/// Removes a file; one that is not there is removed already.
///
/// # Errors
/// When the system refuses.
pub fn remove_private(path: &Utf8Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => {
            Err(Error::io(format!("cannot remove {path}"), e))
        }
        _ => Ok(()),
    }
}

/// The files of a folder that end like this, newest first; none when there is no such folder.
///
/// # Errors
/// When the folder cannot be read.
pub fn newest_first(folder: &Utf8Path, extension: &str) -> Result<Vec<Utf8PathBuf>> {
    let entries = match folder.read_dir_utf8() {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|e| Error::io(format!("cannot read {folder}"), e))?,
    };
    let mut found: Vec<(SystemTime, Utf8PathBuf)> = entries
        .filter_map(std::result::Result::ok)
        .filter(|entry| entry.path().extension() == Some(extension))
        .filter_map(|entry| {
            let changed = entry.metadata().ok()?.modified().ok()?;
            Some((changed, entry.into_path()))
        })
        .collect();
    found.sort_by(|(a, left), (b, right)| b.cmp(a).then_with(|| left.cmp(right)));
    Ok(found.into_iter().map(|(_, path)| path).collect())
}
