//! One file that the user names, read within limits, written whole or not at all.

use std::fs::File;
use std::io::{Read as _, Write as _};

use camino::Utf8Path;

use crate::error::{Error, Result};

/// Reads a file of at most `most` bytes.
///
/// # Errors
/// When it is not there, larger, or cannot be read.
pub fn read_file(path: &Utf8Path, most: u64) -> Result<Vec<u8>> {
    let failed = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::NotFound => Error::not_found(format!("there is no file {path}")),
        _ => Error::io(format!("cannot read {path}"), e),
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > most {
        return Err(Error::refused(format!("{path} has more than the {most} bytes that are read")));
    }
    Ok(bytes)
}

/// Writes `bytes` to `path`, over whatever was there.
///
/// # Errors
/// When its folder does not exist or the system refuses; a file that was there is as it was.
pub fn write_file(path: &Utf8Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().filter(|p| !p.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
    let failed = |e: std::io::Error| Error::io(format!("cannot write {path}"), e);
    if path.is_dir() {
        return Err(Error::refused(format!("{path} is a folder")).hint("name a file in it"));
    }
    let mut builder = tempfile::Builder::new();
    let builder = builder.prefix(".pave-");
    // A temporary file is private; what a user asks for is as open as any of their files.
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666))
    };
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.flush()).map_err(failed)?;
    file.persist(path).map_err(|e| failed(e.error))?;
    Ok(())
}
