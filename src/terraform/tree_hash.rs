//! The hash of a tree of files, `h1:…`, which is the same however the tree is packed.
//!
//! Terraform's lock file holds this hash for providers; it is that of Go's modules
//! (`golang.org/x/mod/sumdb/dirhash`, Hash1): SHA-256 over a line `SHA-256  path` for each file,
//! sorted by path, in base64.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use camino::Utf8Path;
use sha2::{Digest, Sha256};

/// The hash of a tree: its files, each by its path with `/` and what it holds.
pub fn tree_hash<'f>(files: impl IntoIterator<Item = (&'f Utf8Path, &'f [u8])>) -> String {
    hash_of_hashes(files.into_iter().map(|(path, bytes)| (path, hex(&Sha256::digest(bytes)))))
}

/// The hash of a tree of which each file's SHA-256 is known, in hex.
pub fn hash_of_hashes<'f>(
    files: impl IntoIterator<Item = (&'f Utf8Path, impl AsRef<str>)>,
) -> String {
    let mut files: Vec<_> = files.into_iter().map(|(path, hash)| (path.as_str(), hash)).collect();
    // By the bytes of the whole path: `a-b/x` comes before `a/x`.
    files.sort_unstable_by_key(|(path, _)| *path);
    let mut all = Sha256::new();
    for (path, hash) in files {
        all.update(format!("{}  {path}\n", hash.as_ref()));
    }
    format!("h1:{}", STANDARD.encode(all.finalize()))
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes any text");
        text
    })
}

/// The bytes that pairs of hexadecimal digits stand for.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with `dirhash.Hash1` of golang.org/x/mod from files of these names and texts.
    #[test]
    fn files_are_sorted_by_their_whole_path() {
        let one = [("a/x", "1"), ("a-b/x", "2")];
        let other = [("a-b/x", "2"), ("a/x", "1")];
        let hash = |files: [(&'static str, &'static str); 2]| {
            tree_hash(files.map(|(path, text)| (Utf8Path::new(path), text.as_bytes())))
        };
        assert_eq!(hash(one), hash(other));
    }
}
