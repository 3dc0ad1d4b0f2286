//! One file that the user names, written whole or not at all.

use std::io::Write as _;

use camino::Utf8Path;

use crate::error::{Error, Result};

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
