//! The archive of a release: a tree of files as the one sequence of bytes that stands for it.
//!
//! The same tree gives the same bytes on every machine: files by path, no owners, no times, modes
//! by content, no folders, no links. What a client may unpack otherwise than another (links, names
//! that differ in capitals only) is refused, so that what was judged is what is installed.

use std::collections::BTreeMap;
use std::io::Write as _;

use camino::Utf8Path;
use flate2::{Compression, GzBuilder};

use super::Tree;
use crate::catalog::is_released;
use crate::error::{Error, Result};
use crate::terraform::tree_hash;

/// Longest path in an archive; what every file system and the plain tar header take.
const MAX_PATH_BYTES: usize = 200;

/// A packed tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// The bytes, a gzipped tar.
    pub bytes: Vec<u8>,
    /// The tree hash of what is in it, `h1:…`.
    pub tree: String,
}

/// Packs what of a module's folder is installed by Terraform: all but card, tests and examples.
///
/// # Errors
/// As [`pack`]; and when nothing is left.
pub fn pack_released(tree: &Tree) -> Result<Archive> {
    let mut released = tree.clone();
    released.files.retain(|path, _| is_released(path));
    if released.files.is_empty() {
        return Err(Error::refused(format!("{} holds no file that could be released", tree.shown)));
    }
    pack(&released)
}

/// Packs a tree.
///
/// # Errors
/// When part of it could not be read or would be unpacked differently by different clients.
pub fn pack(tree: &Tree) -> Result<Archive> {
    check(tree)?;
    bundle(tree)
}

/// Packs files of which each was checked by [`pack`] with others: many modules in one archive.
///
/// # Errors
/// When a path is too long for an archive.
pub fn bundle(tree: &Tree) -> Result<Archive> {
    let failed = |e| Error::io("cannot make an archive", e);
    // No name, no time, an unknown system: nothing of where it was made.
    let gzip = GzBuilder::new().mtime(0).operating_system(255);
    let mut tar = tar::Builder::new(gzip.write(Vec::new(), Compression::best()));
    // By the bytes of the whole path, as the tree hash has it.
    let mut files: Vec<_> = tree.files.iter().collect();
    files.sort_unstable_by_key(|(path, _)| path.as_str());
    for (path, bytes) in &files {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(tar::EntryType::Regular);
        header.set_size(bytes.len() as u64);
        header.set_mtime(0);
        // A checkout may have lost who is executable; a script says so itself.
        header.set_mode(if bytes.starts_with(b"#!") { 0o755 } else { 0o644 });
        tar.append_data(&mut header, path.as_std_path(), &bytes[..]).map_err(failed)?;
    }
    let mut gzip = tar.into_inner().map_err(failed)?;
    gzip.flush().map_err(failed)?;
    let bytes = gzip.finish().map_err(failed)?;
    let tree = tree_hash(files.iter().map(|(path, bytes)| (path.as_path(), &bytes[..])));
    Ok(Archive { bytes, tree })
}

fn check(tree: &Tree) -> Result<()> {
    let refused = |path: &Utf8Path, why: &str| {
        Error::refused(format!("{} {why}", tree.show(path)))
            .hint("what is released is regular files, with names that every system takes")
    };
    if let Some((path, why)) = tree.refused.iter().next() {
        return Err(refused(path, why));
    }
    let mut seen: BTreeMap<String, &Utf8Path> = BTreeMap::new();
    for path in tree.files.keys() {
        if path.as_str().len() > MAX_PATH_BYTES {
            return Err(refused(path, &format!("has a path of over {MAX_PATH_BYTES} bytes")));
        }
        // Folders too: `Modules/a` and `modules/b` are one folder on some systems.
        for part in path.ancestors().filter(|part| !part.as_str().is_empty()) {
            let other = seen.insert(part.as_str().to_lowercase(), part);
            if let Some(other) = other.filter(|other| *other != part) {
                return Err(refused(part, &format!("and {other} differ in capitals only")));
            }
        }
    }
    Ok(())
}
