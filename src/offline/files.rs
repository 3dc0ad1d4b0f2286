//! Reading files, and writing them whole or not at all.

use std::io::Write as _;
use std::path::Path;

use camino::Utf8Path;
use tempfile::TempDir;

use crate::error::{Error, Result};

/// The bytes of a file.
///
/// # Errors
/// When it cannot be read; the path is said.
pub fn read(file: &Utf8Path) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Error::not_found(format!("there is no file {file}")),
        _ => Error::io(format!("cannot read {file}"), e),
    })
}

/// Puts `bytes` in place of what `file` holds, which nobody ever sees half done.
///
/// Nothing is written when it holds them already. The directory is made when it is missing.
///
/// # Errors
/// When a file cannot be written; the path is said.
pub fn write(file: &Utf8Path, bytes: &[u8]) -> Result<()> {
    write_with(file, bytes, false)
}

/// [`write()`] for a file that is to be executable.
///
/// # Errors
/// When a file cannot be written; the path is said.
pub fn write_executable(file: &Utf8Path, bytes: &[u8]) -> Result<()> {
    write_with(file, bytes, true)
}

/// Removes a directory with everything in it, when it is there.
///
/// # Errors
/// When something in it cannot be removed.
pub fn remove_dir(dir: &Utf8Path) -> Result<()> {
    match std::fs::remove_dir_all(dir) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io(format!("cannot remove {dir}"), e))
        }
        _ => Ok(()),
    }
}

/// Makes a directory for temporary files that nobody else can look into; it is removed with the value.
///
/// # Errors
/// When it cannot be made.
pub fn private_dir(prefix: &str, within: Option<&Path>) -> std::io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o700));
    }
    match within {
        Some(dir) => builder.tempdir_in(dir),
        None => builder.tempdir(),
    }
}

fn write_with(file: &Utf8Path, bytes: &[u8], executable: bool) -> Result<()> {
    let failed = |e: std::io::Error| Error::io(format!("cannot write {file}"), e);
    if std::fs::read(file).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let dir = file.parent().filter(|d| !d.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
    std::fs::create_dir_all(dir).map_err(failed)?;
    let mut scratch = tempfile::Builder::new().prefix(".pave-").tempfile_in(dir).map_err(failed)?;
    scratch.write_all(bytes).map_err(failed)?;
    set_mode(scratch.as_file(), executable).map_err(failed)?;
    scratch.persist(file).map_err(|e| failed(e.error))?;
    Ok(())
}

#[cfg(unix)]
fn set_mode(file: &std::fs::File, executable: bool) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = if executable { 0o755 } else { 0o644 };
    file.set_permissions(std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_file: &std::fs::File, _executable: bool) -> std::io::Result<()> {
    Ok(())
}
