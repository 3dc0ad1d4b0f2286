//! The form in which schemas are stored: the provider's answer, cut into deflated pieces.
//!
//! A pack holds the bytes of the answer to `GetProviderSchema` in the order of the type names, cut
//! into chunks at type boundaries. Inflating all chunks one after the other *is* the answer, so a
//! provider starts without decoding or encoding anything; looking one type up inflates one chunk
//! and decodes the one entry the index points at.
//!
//! ```text
//! magic 8 · crc32 of what follows 4 · index length 4, deflated and inflated 4
//! index (a deflated `Index`) · chunks
//! ```

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read as _, Write as _};
use std::sync::OnceLock;

use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use prost::Message;

use super::wire;
use crate::error::{Error, Result};

const MAGIC: &[u8; 8] = b"schemas1";
const HEADER_BYTES: usize = 8 + 4 + 4 + 4;
/// The most that a chunk of several types holds, inflated: smaller chunks are looked up faster, larger
/// ones compress better. At this size a lookup inflates in well under a millisecond.
const CHUNK_BYTES: usize = 48 * 1024;

/// Which of a provider's tables a type is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, prost::Enumeration)]
#[repr(i32)]
pub enum Table {
    /// The provider's own configuration, under the empty name.
    Provider = 1,
    /// Resource types.
    Resource = 2,
    /// Data sources.
    DataSource = 3,
    /// What modules may tell the provider of themselves, under the empty name.
    ProviderMeta = 5,
    /// Functions.
    Function = 7,
    /// Ephemeral resources.
    Ephemeral = 8,
}

/// An opened pack.
#[derive(Debug)]
pub struct Pack {
    bytes: Cow<'static, [u8]>,
    address: String,
    version: String,
    chunks: Vec<Chunk>,
    /// By name, each table's sorted.
    tables: BTreeMap<Table, Vec<(String, Entry)>>,
}

#[derive(Debug)]
struct Chunk {
    start: usize,
    end: usize,
    inflated_bytes: usize,
    inflated: OnceLock<Vec<u8>>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    chunk: usize,
    start: usize,
    end: usize,
}

#[derive(Clone, PartialEq, Message)]
struct Index {
    #[prost(string, tag = "1")]
    address: String,
    #[prost(string, tag = "2")]
    version: String,
    #[prost(message, repeated, tag = "3")]
    chunks: Vec<IndexChunk>,
}

#[derive(Clone, PartialEq, Message)]
struct IndexChunk {
    #[prost(uint32, tag = "1")]
    deflated_bytes: u32,
    #[prost(message, repeated, tag = "2")]
    entries: Vec<IndexEntry>,
}

#[derive(Clone, PartialEq, Message)]
struct IndexEntry {
    #[prost(enumeration = "Table", tag = "1")]
    table: i32,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(uint32, tag = "3")]
    bytes: u32,
}

/// Packs the schema of the provider at `address` in `version`.
#[must_use]
pub fn pack(address: &str, version: &str, schema: &wire::ProviderSchema) -> Vec<u8> {
    // A resource type beside the data source of its name: they share most of their text.
    let mut entries: Vec<(&str, Table, Vec<u8>)> = Vec::new();
    if let Some(provider) = &schema.provider {
        let alone = wire::ProviderSchema { provider: Some(provider.clone()), ..Default::default() };
        entries.push(("", Table::Provider, alone.encode_to_vec()));
    }
    if let Some(meta) = &schema.provider_meta {
        let alone =
            wire::ProviderSchema { provider_meta: Some(meta.clone()), ..Default::default() };
        entries.push(("", Table::ProviderMeta, alone.encode_to_vec()));
    }
    let one = |name: &String, s: &wire::Schema| BTreeMap::from([(name.clone(), s.clone())]);
    for (name, s) in &schema.resources {
        let alone = wire::ProviderSchema { resources: one(name, s), ..Default::default() };
        entries.push((name, Table::Resource, alone.encode_to_vec()));
    }
    for (name, s) in &schema.data_sources {
        let alone = wire::ProviderSchema { data_sources: one(name, s), ..Default::default() };
        entries.push((name, Table::DataSource, alone.encode_to_vec()));
    }
    for (name, s) in &schema.ephemeral_resources {
        let alone =
            wire::ProviderSchema { ephemeral_resources: one(name, s), ..Default::default() };
        entries.push((name, Table::Ephemeral, alone.encode_to_vec()));
    }
    for (name, f) in &schema.functions {
        let functions = BTreeMap::from([(name.clone(), f.clone())]);
        let alone = wire::ProviderSchema { functions, ..Default::default() };
        entries.push((name, Table::Function, alone.encode_to_vec()));
    }
    entries.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));

    let mut index =
        Index { address: address.to_owned(), version: version.to_owned(), chunks: Vec::new() };
    let mut data = Vec::new();
    let mut rest = entries.as_slice();
    while !rest.is_empty() {
        let mut bytes = 0;
        let full = rest.iter().position(|(_, _, entry)| {
            bytes += entry.len();
            bytes > CHUNK_BYTES
        });
        // A giant stands alone, so that its neighbours need not be inflated with it.
        let (chunk, after) = rest.split_at(full.map_or(rest.len(), |at| at.max(1)));
        rest = after;
        let deflated = deflate(&chunk.iter().flat_map(|e| &e.2).copied().collect::<Vec<_>>());
        index.chunks.push(IndexChunk {
            deflated_bytes: small(deflated.len()),
            entries: chunk
                .iter()
                .map(|(name, table, entry)| IndexEntry {
                    table: (*table).into(),
                    name: (*name).to_owned(),
                    bytes: small(entry.len()),
                })
                .collect(),
        });
        data.extend(deflated);
    }

    let index = index.encode_to_vec();
    let deflated_index = deflate(&index);
    let mut body = Vec::new();
    body.extend(small(deflated_index.len()).to_le_bytes());
    body.extend(small(index.len()).to_le_bytes());
    body.extend(deflated_index);
    body.extend(data);
    let mut packed = MAGIC.to_vec();
    packed.extend(checksum(&body).to_le_bytes());
    packed.extend(body);
    packed
}

impl Pack {
    /// Opens a pack from a file, whose checksum is compared first.
    ///
    /// # Errors
    /// When the bytes are no pack of this version of the format, or are damaged.
    pub fn open(bytes: Vec<u8>) -> Result<Self> {
        let refused = |why: &str| {
            Error::usage(format!("this is no packed provider schema: {why}"))
                .hint("make it again with `pave offline add`")
        };
        if bytes.len() < HEADER_BYTES || !bytes.starts_with(MAGIC) {
            return Err(refused("it does not begin as one"));
        }
        if checksum(&bytes[12..]) != word(&bytes, 8) {
            return Err(refused("it is damaged"));
        }
        Self::read(Cow::Owned(bytes)).ok_or_else(|| refused("its index cannot be read"))
    }

    /// Opens a pack that is part of the program and is trusted to be whole.
    ///
    /// # Panics
    /// When it is not, which a test would have found.
    #[must_use]
    pub fn embedded(bytes: &'static [u8]) -> Self {
        Self::read(Cow::Borrowed(bytes)).expect("the embedded packs are whole")
    }

    fn read(bytes: Cow<'static, [u8]>) -> Option<Self> {
        let index_end = HEADER_BYTES.checked_add(word(&bytes, 12) as usize)?;
        let index = inflate(bytes.get(HEADER_BYTES..index_end)?, word(&bytes, 16) as usize)?;
        let index = Index::decode(index.as_slice()).ok()?;
        let (mut chunks, mut tables) = (Vec::new(), BTreeMap::<_, Vec<_>>::new());
        let mut start = index_end;
        for (number, chunk) in index.chunks.into_iter().enumerate() {
            let mut at = 0;
            for entry in chunk.entries {
                let place = Entry { chunk: number, start: at, end: at + entry.bytes as usize };
                at = place.end;
                tables.entry(entry.table()).or_default().push((entry.name, place));
            }
            let end = start + chunk.deflated_bytes as usize;
            bytes.get(start..end)?;
            chunks.push(Chunk { start, end, inflated_bytes: at, inflated: OnceLock::new() });
            start = end;
        }
        Some(Self { bytes, address: index.address, version: index.version, chunks, tables })
    }

    /// The provider's full address, `registry.terraform.io/hashicorp/aws`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The provider's version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The pack as it is stored.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The names in a table, sorted.
    pub fn names(&self, table: Table) -> impl ExactSizeIterator<Item = &str> {
        self.table(table).iter().map(|(name, _)| name.as_str())
    }

    /// Where in [`Self::names`] a name stands.
    #[must_use]
    pub fn position(&self, table: Table, name: &str) -> Option<usize> {
        self.table(table).binary_search_by(|(n, _)| n.as_str().cmp(name)).ok()
    }

    /// The entry at a position of a table, decoded; every other field of the answer is empty.
    #[must_use]
    pub fn entry(&self, table: Table, position: usize) -> Option<wire::ProviderSchema> {
        let entry = self.table(table).get(position)?.1;
        let chunk = self.chunk(&self.chunks[entry.chunk]);
        wire::ProviderSchema::decode(chunk.get(entry.start..entry.end)?).ok()
    }

    /// The bytes of the provider's whole answer, without its capabilities.
    #[must_use]
    pub fn answer(&self) -> Vec<u8> {
        let mut answer = Vec::with_capacity(self.chunks.iter().map(|c| c.inflated_bytes).sum());
        for chunk in &self.chunks {
            answer.extend(self.chunk(chunk));
        }
        answer
    }

    /// The provider's answer as far as it concerns some types: its configuration, its functions, and
    /// whatever there is of those names.
    ///
    /// Terraform checks every type it is told of, at half a second for a provider of AWS's size.
    #[must_use]
    pub fn answer_about(&self, names: &BTreeSet<String>) -> Vec<u8> {
        let mut answer = Vec::new();
        for (table, entries) in &self.tables {
            let whole = matches!(table, Table::Provider | Table::ProviderMeta | Table::Function);
            for (_, entry) in entries.iter().filter(|(name, _)| whole || names.contains(name)) {
                answer.extend(&self.chunk(&self.chunks[entry.chunk])[entry.start..entry.end]);
            }
        }
        answer
    }

    fn table(&self, table: Table) -> &[(String, Entry)] {
        self.tables.get(&table).map_or(&[], Vec::as_slice)
    }

    fn chunk<'p>(&'p self, chunk: &'p Chunk) -> &'p [u8] {
        chunk.inflated.get_or_init(|| {
            inflate(&self.bytes[chunk.start..chunk.end], chunk.inflated_bytes)
                .expect("the checksum of the pack was compared")
        })
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("writing to memory does not fail");
    encoder.finish().expect("writing to memory does not fail")
}

fn inflate(bytes: &[u8], expected: usize) -> Option<Vec<u8>> {
    let mut inflated = Vec::with_capacity(expected);
    DeflateDecoder::new(bytes).take(expected as u64 + 1).read_to_end(&mut inflated).ok()?;
    (inflated.len() == expected).then_some(inflated)
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn small(length: usize) -> u32 {
    u32::try_from(length).expect("schemas are far below 4 GB")
}
