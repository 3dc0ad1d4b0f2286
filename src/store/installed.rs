//! The files of a module that Terraform has installed, each by its hash.
//!
//! Unlike a module's source, every file counts here, hidden ones too: the question is whether
//! anything is there that was not installed. Links are not followed; that there is one is enough.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use sha2::{Digest as _, Sha256};
use walkdir::WalkDir;

use crate::error::{Error, Result};
use crate::release::MAX_FILES;
use crate::terraform::hex;

/// The SHA-256 of each file below a folder, in hex, by its path there.
///
/// A clone's own `.git` is left out where `is_clone` says so: it differs from clone to clone.
///
/// # Errors
/// When the folder is not there or cannot be read, or holds more files than a module may.
pub fn read_installed(dir: &Utf8Path, is_clone: bool) -> Result<BTreeMap<Utf8PathBuf, String>> {
    let failed = |e: io::Error| match e.kind() {
        io::ErrorKind::NotFound => Error::not_found(format!("there is no folder {dir}")),
        _ => Error::io(format!("cannot read the folder {dir}"), e),
    };
    let mut files = BTreeMap::new();
    let walk = WalkDir::new(dir).min_depth(1).follow_root_links(false);
    let counts = |e: &walkdir::DirEntry| !(is_clone && e.depth() == 1 && e.file_name() == ".git");
    for entry in walk.into_iter().filter_entry(counts) {
        let entry = entry.map_err(|e| failed(e.into()))?;
        let kind = entry.file_type();
        if kind.is_dir() {
            continue;
        }
        // A name that is not UTF-8 is in no release, so that how it is shown does not matter.
        let path = entry.path().strip_prefix(dir).unwrap_or(entry.path());
        let path = Utf8PathBuf::from(path.to_string_lossy().into_owned());
        let hash = if kind.is_symlink() {
            let target = fs::read_link(entry.path()).map_err(failed)?;
            hex(&Sha256::digest(format!("link to {}", target.to_string_lossy())))
        } else if kind.is_file() {
            hash(entry.path()).map_err(failed)?
        } else {
            // Reading a pipe would wait for ever.
            hex(&Sha256::digest("no regular file"))
        };
        files.insert(path, hash);
        if files.len() > MAX_FILES {
            return Err(Error::refused(format!("{dir} holds more than {MAX_FILES} files")));
        }
    }
    Ok(files)
}

/// The hash of a file of any size.
fn hash(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut all = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&all.finalize())),
            read => all.update(&buffer[..read]),
        }
    }
}
