//! Source texts and places in them.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};

/// A half-open byte range in one source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Byte offset of the first byte.
    pub start: u32,
    /// Byte offset just past the last byte.
    pub end: u32,
}

impl Span {
    /// Makes a span from byte offsets; texts over 4 GiB are refused long before.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: clamp(start), end: clamp(end) }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The same as a range of `usize`, for slicing.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

fn clamp(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Names one source text of a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// One text, with the path it is shown under.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as it should be shown: relative to where the user stands.
    pub path: Utf8PathBuf,
    /// The whole text.
    pub text: Arc<str>,
    /// Where each line starts, once somebody asked: thousands may ask of one text.
    line_starts: OnceLock<Vec<usize>>,
}

/// A place as people and editors count: both from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

/// Every text that findings point into.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
}

impl SourceMap {
    /// Adds a text and returns its name.
    pub fn add(&mut self, path: impl AsRef<Utf8Path>, text: impl Into<Arc<str>>) -> SourceId {
        let id = SourceId(clamp(self.sources.len()));
        let (path, text) = (path.as_ref().to_owned(), text.into());
        self.sources.push(Source { path, text, line_starts: OnceLock::new() });
        id
    }

    /// The text that `id` names.
    ///
    /// # Panics
    /// When `id` came from another map, which is a bug of the caller.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }

    /// All texts with their names, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.sources.iter().enumerate().map(|(i, s)| (SourceId(clamp(i)), s))
    }

    /// Line and column of a byte offset in the text that `id` names.
    #[must_use]
    pub fn line_column(&self, id: SourceId, offset: u32) -> LineColumn {
        let Source { text, line_starts, .. } = self.get(id);
        let mut at = (offset as usize).min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let starts = line_starts.get_or_init(|| {
            let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
        });
        let line = starts.partition_point(|start| *start <= at);
        let line_start = starts[line - 1];
        LineColumn { line: clamp(line), column: clamp(text[line_start..at].chars().count() + 1) }
    }
}
