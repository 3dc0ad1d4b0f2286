//! One directory of configuration, as one model.
//!
//! A partial model and findings, never a failure on content: a file that cannot be read in one
//! place is read everywhere else.

use camino::{Utf8Path, Utf8PathBuf};

use std::fs::{self, File};
use std::io::Read as _;

use super::{
    Check, Import, InputVariable, LocalValue, ModuleCall, Moved, NestedBlock, OutputValue, Place,
    ProviderConfiguration, Removed, Resource, Settings, files, findings, load,
};
use crate::diag::{Finding, SourceId, SourceMap, Span};
use crate::error::{Error, Result};
use crate::hcl;
use crate::hcl::syntax::Expr;

/// A file over this size is not read from disk.
pub const MAX_FILE_BYTES: u64 = 10_000_000;

/// What is declared under names, in the order of the declarations.
pub type Named<T> = hcl_rs::Map<String, T>;

/// What one directory of Terraform configuration declares.
#[derive(Debug, Clone, Default)]
pub struct Module {
    /// The texts that places point into.
    pub sources: SourceMap,
    /// The files that were read, in the order Terraform reads them.
    pub files: Vec<ModuleFile>,
    /// Files that Terraform would read and OpenTofu passes over, as was done here: each is a
    /// finding, and whoever must see all that can be run has to look at them too.
    pub shadowed: Vec<Utf8PathBuf>,
    /// The `terraform` blocks.
    pub settings: Settings,
    /// The input variables.
    pub variables: Named<InputVariable>,
    /// The output values.
    pub outputs: Named<OutputValue>,
    /// The local values.
    pub locals: Named<LocalValue>,
    /// The module calls, by name.
    pub calls: Named<ModuleCall>,
    /// The resources, data sources, ephemeral resources and actions, by address.
    pub resources: Named<Resource>,
    /// The provider configurations, by address (`aws`, `aws.peer`).
    pub providers: Named<ProviderConfiguration>,
    /// The `moved` blocks.
    pub moved: Vec<Moved>,
    /// The `removed` blocks.
    pub removed: Vec<Removed>,
    /// The `import` blocks.
    pub imports: Vec<Import>,
    /// The `check` blocks, by name.
    pub checks: Named<Check>,
    /// Blocks of kinds that Terraform does not have, each of which is a finding too.
    pub unknown_blocks: Vec<NestedBlock>,
    /// Every comment of the native files, markers included.
    pub comments: Vec<Place>,
    /// What keeps the files from being a module: syntax, duplicates, what cannot be read.
    pub findings: Vec<Finding>,
}

/// A file of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModuleFile {
    /// Its text.
    pub source: SourceId,
    /// Whether it is in JSON form.
    pub json: bool,
    /// Whether it overrides what the others declare.
    pub overrides: bool,
}

impl Module {
    /// Reads the files of one directory: `.tf`, `.tofu` and their JSON forms; others are passed over.
    ///
    /// Paths are kept as they should be shown. A `.tofu` file takes the place of the `.tf` file of
    /// the same name, and override files are merged as Terraform merges them.
    #[must_use]
    pub fn load<P, B>(files: impl IntoIterator<Item = (P, B)>) -> Self
    where
        P: Into<Utf8PathBuf>,
        B: Into<Vec<u8>>,
    {
        load::load(files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())))
    }

    /// Reads a directory from disk, without the directories in it.
    ///
    /// A link that leads out of the directory and a file over 10 MB are findings and are not read.
    ///
    /// # Errors
    /// When the directory itself cannot be listed.
    pub fn read_dir(dir: &Utf8Path) -> Result<Self> {
        Self::read_with(dir, Links::Within)
    }

    /// Reads a directory of the user's own, where a link is followed wherever it leads, as Terraform
    /// does: files that several root modules share are often linked.
    ///
    /// # Errors
    /// As [`Module::read_dir`].
    pub fn read_own_dir(dir: &Utf8Path) -> Result<Self> {
        Self::read_with(dir, Links::Anywhere)
    }

    fn read_with(dir: &Utf8Path, links: Links) -> Result<Self> {
        let mut left_out = Vec::new();
        let files = read_files(dir, links, &mut left_out)?;
        left_out.sort();
        let mut module = Self::load(files);
        for (path, message) in left_out {
            let source = module.sources.add(path, "");
            let finding = Finding::error(findings::FILE, message);
            module.findings.push(finding.at(source, Span::default(), ""));
        }
        Ok(module)
    }

    /// The source text at a place.
    #[must_use]
    pub fn text(&self, place: Place) -> &str {
        &self.sources.get(place.source).text[place.span.range()]
    }

    /// The expression at a place, its spans those of the whole file.
    ///
    /// `None` when the place does not hold an expression that can be read, and for what in the JSON
    /// form is escaped so that it is no expression as it stands.
    #[must_use]
    pub fn expr(&self, place: Place) -> Option<Expr<'_>> {
        let text = &self.sources.get(place.source).text;
        hcl::parse_expr_at(text, place.span).ok()
    }
}

/// Where links to files may lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Links {
    /// To files of the directory: it is somebody else's.
    Within,
    /// Anywhere.
    Anywhere,
}

/// The configuration files of a directory; those that must not be read go to `left_out`.
fn read_files(
    dir: &Utf8Path,
    links: Links,
    left_out: &mut Vec<(Utf8PathBuf, String)>,
) -> Result<Vec<(Utf8PathBuf, Vec<u8>)>> {
    let failed = |error| Error::io(format!("cannot read the directory {dir}"), error);
    let root = dir.canonicalize_utf8().map_err(failed)?;
    let mut files = Vec::new();
    for entry in dir.read_dir_utf8().map_err(failed)? {
        let path = entry.map_err(failed)?.into_path();
        if !files::is_configuration(&path) {
            continue;
        }
        match read_file(&path, &root, links) {
            Ok(Some(bytes)) => files.push((path, bytes)),
            Ok(None) => {}
            Err(message) => left_out.push((path, message)),
        }
    }
    Ok(files)
}

/// The bytes of a file; `None` for a directory, and the reason for what must not be read.
fn read_file(path: &Utf8Path, root: &Utf8Path, links: Links) -> Result<Option<Vec<u8>>, String> {
    let name = path.file_name().unwrap_or_default();
    let unreadable = |error: std::io::Error| format!("{name} cannot be read: {error}");
    let real = path.canonicalize_utf8().map_err(unreadable)?;
    if links == Links::Within && !real.starts_with(root) {
        return Err(format!("{name} is a link that leads out of the directory"));
    }
    let kind = fs::metadata(&real).map_err(unreadable)?;
    if kind.is_dir() {
        return Ok(None);
    }
    if !kind.is_file() {
        return Err(format!("{name} is not a regular file"));
    }
    let too_large = || format!("{name} is over {} MB", MAX_FILE_BYTES / 1_000_000);
    let mut bytes = Vec::new();
    let file = File::open(&real).map_err(unreadable)?;
    // The size may have changed since it was asked for.
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE_BYTES { Err(too_large()) } else { Ok(Some(bytes)) }
}
