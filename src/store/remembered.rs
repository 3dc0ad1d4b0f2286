//! Catalogs of registries as they were last fetched: for when nothing changed, and for when the
//! registry is away.

use std::io::{Cursor, Read as _};

use camino::{Utf8Path, Utf8PathBuf};
use flate2::read::GzDecoder;

use super::{Cache, cache_folder, newest_first, read_private, remove_private, write_private};
use crate::catalog::{MAX_FILE_BYTES, MAX_FILES};
use crate::error::{Error, Result};

/// Largest archive of a catalog that is kept.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// Most bytes that a catalog may unpack to.
const MAX_UNPACKED_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// How many are kept: one for each registry and token.
const MOST_KEPT: usize = 16;

const EXTENSION: &str = "catalog";

/// The catalog of one registry, as one caller sees it.
#[derive(Debug, Clone)]
pub struct Remembered {
    folder: Utf8PathBuf,
    file: Utf8PathBuf,
}

impl Remembered {
    /// Where the catalog of a registry is kept for who shows this token.
    ///
    /// # Errors
    /// When the user has no home, or its path is not UTF-8.
    pub fn of(url: &str, token: Option<&str>) -> Result<Self> {
        let folder = cache_folder()?.join("registry");
        let key = Cache::key([url.as_bytes(), token.unwrap_or_default().as_bytes()]);
        let file = folder.join(format!("{key}.{EXTENSION}"));
        Ok(Self { folder, file })
    }

    /// The entity tag and the archive, when they are there.
    #[must_use]
    pub fn get(&self) -> Option<(String, Vec<u8>)> {
        let kept = read_private(&self.file, MAX_BYTES).ok().flatten()?;
        let end = kept.iter().position(|byte| *byte == b'\n')?;
        let etag = std::str::from_utf8(&kept[..end]).ok()?.to_owned();
        Some((etag, kept[end + 1..].to_vec()))
    }

    /// Keeps an archive with its entity tag, and lets go of the oldest.
    ///
    /// # Errors
    /// When a file cannot be written or removed.
    pub fn put(&self, etag: &str, bytes: &[u8]) -> Result<()> {
        // In one file, so that a tag never stands beside another's bytes.
        let mut kept = format!("{etag}\n").into_bytes();
        kept.extend_from_slice(bytes);
        write_private(&self.file, &kept)?;
        for old in newest_first(&self.folder, EXTENSION)?.iter().skip(MOST_KEPT) {
            remove_private(old)?;
        }
        Ok(())
    }
}

/// The files of a catalog that a registry packed, by path.
///
/// # Errors
/// When it cannot be read, holds more than a catalog may have, or a path that leads out of it.
pub fn read_catalog(bytes: &[u8]) -> Result<Vec<(Utf8PathBuf, Vec<u8>)>> {
    let failed = |e: std::io::Error| Error::io("the registry's catalog cannot be read", e);
    let refused = |why: &str| Error::refused(format!("the registry's catalog {why}"));
    let unpacked = GzDecoder::new(Cursor::new(bytes)).take(MAX_UNPACKED_BYTES);
    let mut archive = tar::Archive::new(unpacked);
    let mut files = Vec::new();
    for entry in archive.entries().map_err(failed)? {
        let mut entry = entry.map_err(failed)?;
        if !entry.header().entry_type().is_file() {
            return Err(refused("holds what is no file"));
        }
        let path = String::from_utf8(entry.path_bytes().into_owned());
        let path = Utf8PathBuf::from(path.map_err(|_| refused("holds a name that is not UTF-8"))?);
        let plain = |path: &Utf8Path| {
            !path.as_str().contains(['\\', ':', '\0'])
                && path.components().all(|c| matches!(c, camino::Utf8Component::Normal(_)))
        };
        if !plain(&path) {
            return Err(refused("holds a name that leads out of it"));
        }
        let mut content = Vec::new();
        entry.by_ref().take(MAX_FILE_BYTES + 1).read_to_end(&mut content).map_err(failed)?;
        if content.len() as u64 > MAX_FILE_BYTES || files.len() >= MAX_FILES {
            return Err(refused("holds more than a catalog may have"));
        }
        files.push((path, content));
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(name: &str) -> Vec<u8> {
        let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(
            Vec::new(),
            flate2::Compression::fast(),
        ));
        let mut header = tar::Header::new_gnu();
        header.as_gnu_mut().expect("it is one").name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(tar::EntryType::Regular);
        header.set_size(1);
        header.set_cksum();
        tar.append(&header, &b"x"[..]).expect("it is written to memory");
        tar.into_inner().and_then(|gzip| gzip.finish()).expect("it is written to memory")
    }

    #[test]
    fn a_catalog_is_read_and_a_name_that_leads_out_of_it_refused() {
        let files = read_catalog(&packed("modules/a/main.tf")).expect("it is plain");
        assert_eq!(files, [("modules/a/main.tf".into(), b"x".to_vec())]);
        for odd in ["../a", "/etc/a", "a/../../b"] {
            assert!(read_catalog(&packed(odd)).is_err(), "{odd}");
        }
        assert!(read_catalog(b"no archive").is_err());
    }
}
