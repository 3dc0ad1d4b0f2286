//! The files of a directory: which Terraform reads, in what order, in which form.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use super::module::ModuleFile;
use crate::hcl::json::{self, BlockKind};
use crate::hcl::{self, Decoded, Parsed};

/// What a file's name says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FileKind {
    /// Override files come last.
    pub(super) overrides: bool,
    pub(super) json: bool,
    /// `.tofu`, which takes the place of a `.tf` of the same name.
    tofu: bool,
}

/// What the name of a file says of it, and the name without its ending; `None` when Terraform
/// does not read such a file.
fn file_kind(path: &Utf8Path) -> Option<(FileKind, &str)> {
    let name = path.file_name()?;
    // Editors leave such files behind. `#main.tf` is none of them: Terraform reads it.
    if name.starts_with('.') || name.ends_with('~') {
        return None;
    }
    let endings = [
        (".tf.json", true, false),
        (".tofu.json", true, true),
        (".tf", false, false),
        (".tofu", false, true),
    ];
    let (stem, json, tofu) = endings
        .iter()
        .find_map(|(ending, json, tofu)| Some((name.strip_suffix(ending)?, *json, *tofu)))?;
    let overrides = stem == "override" || stem.ends_with("_override");
    Some((FileKind { overrides, json, tofu }, stem))
}

/// Whether Terraform or OpenTofu reads a file of this name as configuration.
#[must_use]
pub fn is_configuration(path: &Utf8Path) -> bool {
    file_kind(path).is_some()
}

/// A file to read.
pub(super) struct Chosen {
    pub(super) kind: FileKind,
    pub(super) path: Utf8PathBuf,
    pub(super) bytes: Vec<u8>,
    /// The `.tf` file in whose place this one stands.
    pub(super) shadows: Option<Utf8PathBuf>,
}

/// The files to read, in Terraform's order: by name, override files last.
pub(super) fn chosen(files: impl Iterator<Item = (Utf8PathBuf, Vec<u8>)>) -> Vec<Chosen> {
    let mut by_name: BTreeMap<(String, bool), Chosen> = BTreeMap::new();
    for (path, bytes) in files {
        let Some((kind, stem)) = file_kind(&path) else { continue };
        let key = (path.with_file_name(stem).into_string(), kind.json);
        match by_name.get_mut(&key) {
            Some(known) if known.kind.tofu && !kind.tofu => known.shadows = Some(path),
            Some(known) => {
                let shadows = (kind.tofu && !known.kind.tofu).then(|| known.path.clone());
                *known = Chosen { kind, path, bytes, shadows };
            }
            None => {
                by_name.insert(key, Chosen { kind, path, bytes, shadows: None });
            }
        }
    }
    let mut files: Vec<_> = by_name.into_values().collect();
    files.sort_by(|a, b| {
        (a.kind.overrides, a.path.file_name()).cmp(&(b.kind.overrides, b.path.file_name()))
    });
    files
}

/// A file's text in the form its name says; trees borrow from here.
pub(super) struct Text<'b> {
    pub(super) file: ModuleFile,
    decoded: Decoded<'b>,
}

impl<'b> Text<'b> {
    pub(super) fn new(file: ModuleFile, bytes: &'b [u8]) -> Self {
        Self { file, decoded: hcl::decode(bytes) }
    }

    /// The text with its escapes undone, when the file is in JSON form.
    pub(super) fn json(&self) -> Option<json::Source<'_>> {
        self.file.json.then(|| json::Source::new(&self.decoded.text))
    }

    /// Reads the file; `json` is what [`Text::json`] gave.
    pub(super) fn parse<'t>(&'t self, json: Option<&'t json::Source<'_>>) -> Parsed<'t> {
        let Some(source) = json else {
            return self.decoded.parse();
        };
        let Parsed { mut file, mut problems } = source.parse();
        file.body = json::with_blocks(file.body, &JSON_BLOCKS, &mut problems);
        problems.extend(self.decoded.problems(&[]));
        Parsed { file, problems }
    }
}

const fn block(name: &'static str, labels: usize, inner: &'static [BlockKind]) -> BlockKind {
    BlockKind { name, labels, inner }
}

const CONNECTION: BlockKind = block("connection", 0, &[]);
const PROVISIONER: BlockKind = block("provisioner", 1, &[CONNECTION]);
const LIFECYCLE: BlockKind =
    block("lifecycle", 0, &[block("precondition", 0, &[]), block("postcondition", 0, &[])]);
const DYNAMIC: BlockKind = block("dynamic", 1, &[block("content", 0, &[])]);
const RESOURCE: [BlockKind; 4] = [LIFECYCLE, CONNECTION, PROVISIONER, DYNAMIC];

/// Which properties of the JSON form are blocks. What nests in a resource by its type is not
/// known here and stays an argument, as it is in Terraform until the provider says otherwise.
const JSON_BLOCKS: [BlockKind; 14] = [
    block(
        "terraform",
        0,
        &[
            block("required_providers", 0, &[]),
            block("backend", 1, &[]),
            block("cloud", 0, &[block("workspaces", 0, &[])]),
            block("provider_meta", 1, &[]),
        ],
    ),
    block("variable", 1, &[block("validation", 0, &[])]),
    block("output", 1, &[block("precondition", 0, &[])]),
    block("locals", 0, &[]),
    block("module", 1, &[]),
    block("provider", 1, &[]),
    block("resource", 2, &RESOURCE),
    block("data", 2, &RESOURCE),
    block("ephemeral", 2, &RESOURCE),
    block("action", 2, &[block("config", 0, &[])]),
    block("check", 1, &[block("data", 2, &RESOURCE), block("assert", 0, &[])]),
    block("moved", 0, &[]),
    block("removed", 0, &[LIFECYCLE, CONNECTION, PROVISIONER]),
    block("import", 0, &[]),
];
