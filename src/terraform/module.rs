//! One directory of configuration, as one model.
//!
//! A partial model and findings, never a failure on content: a file that cannot be read in one
//! place is read everywhere else.

use camino::{Utf8Path, Utf8PathBuf};

use super::load;
use super::{
    Check, Import, InputVariable, LocalValue, ModuleCall, Moved, NestedBlock, OutputValue, Place,
    ProviderConfiguration, Removed, Resource, Settings,
};
use crate::diag::{Finding, SourceId, SourceMap};
use crate::error::Result;
use crate::hcl;
use crate::hcl::syntax::Expr;

/// What is declared under names, in the order of the declarations.
pub type Named<T> = hcl_rs::Map<String, T>;

/// What one directory of Terraform configuration declares.
#[derive(Debug, Clone, Default)]
pub struct Module {
    /// The texts that places point into.
    pub sources: SourceMap,
    /// The files that were read, in the order Terraform reads them.
    pub files: Vec<ModuleFile>,
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
        let _ = dir;
        todo!()
    }

    /// The source text at a place.
    #[must_use]
    pub fn text(&self, place: Place) -> &str {
        &self.sources.get(place.source).text[place.span.range()]
    }

    /// The expression at a place, its spans those of the whole file.
    ///
    /// `None` when the place does not hold an expression that can be read.
    #[must_use]
    pub fn expr(&self, place: Place) -> Option<Expr<'_>> {
        let text = &self.sources.get(place.source).text;
        hcl::parse_expr_in(text, place.span).ok()
    }
}
