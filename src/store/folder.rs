//! The files of a folder, read within limits; a link that leads out of it is never followed.

use std::fs::{self, File};
use std::io::Read as _;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use walkdir::WalkDir;

use super::gather::{Gather, MAX_DEPTH, is_wanted, too_large};
use crate::error::{Error, Result};
use crate::release::{MAX_FILE_BYTES, Tree};

/// Reads a module's folder: neither hidden files nor what Terraform keeps there.
///
/// # Errors
/// When `dir` is no folder that can be listed, or holds more than a module may have.
pub fn read_folder(dir: &Utf8Path) -> Result<Tree> {
    let failed = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::NotFound => Error::not_found(format!("there is no folder {dir}")),
        _ => Error::io(format!("cannot read the folder {dir}"), e),
    };
    let root = dir.canonicalize_utf8().map_err(failed)?;
    if !root.is_dir() {
        return Err(Error::usage(format!("{dir} is not a folder")));
    }
    let mut gather = Gather::new(dir);
    let walk = WalkDir::new(&root).min_depth(1).max_depth(MAX_DEPTH).sort_by_file_name();
    let visible = |e: &walkdir::DirEntry| !e.file_name().to_string_lossy().starts_with('.');
    for entry in walk.into_iter().filter_entry(visible) {
        let entry = entry.map_err(|e| failed(e.into()))?;
        if entry.file_type().is_dir() {
            continue;
        }
        let Some(path) = Utf8Path::from_path(entry.path()) else {
            let shown = Utf8PathBuf::from(entry.path().to_string_lossy().into_owned());
            gather.refuse(shown, "its name is not UTF-8")?;
            continue;
        };
        let relative = path.strip_prefix(&root).unwrap_or(path).to_owned();
        if !is_wanted(&relative) {
            continue;
        }
        match read_file(path, &root) {
            Ok(bytes) => gather.add(relative, bytes)?,
            Err(reason) => gather.refuse(relative, reason)?,
        }
    }
    gather.finish()
}

/// The bytes of a file, or one clause that says why it is not read.
fn read_file(path: &Utf8Path, root: &Utf8Path) -> Result<Arc<[u8]>, String> {
    let failed = |e: std::io::Error| format!("cannot be read: {e}");
    let real =
        path.canonicalize_utf8().map_err(|e| format!("is a link that leads nowhere: {e}"))?;
    if !real.starts_with(root) {
        return Err("is a link that leads out of the module".to_owned());
    }
    let kind = fs::metadata(&real).map_err(failed)?;
    if kind.is_dir() {
        return Err("is a link to a folder, which is not followed".to_owned());
    }
    if !kind.is_file() {
        return Err("is not a regular file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = File::open(&real).map_err(failed)?;
    // The size may have changed since it was asked for.
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(too_large());
    }
    Ok(bytes.into())
}
