//! New modules and new catalogs: `pave module new` and `pave catalog new`, decided but not written.
//!
//! What is made is checked before anybody sees it: a module by loading the catalog with it in
//! place, a catalog by loading it. Nothing that exists is ever overwritten.

mod again;
mod catalog;
mod chosen;
mod draft;
mod existing;
mod files;
mod interface;
mod module;
mod providers;
mod request;
mod safe;
mod slots;
mod words;

pub use again::{catalog_again, module_again};
pub use catalog::{
    RECOMMENDED_ENVIRONMENTS, catalog, known_environment, known_provider, missing_for_catalog,
    new_catalog_folder, recommended_registry,
};
pub use chosen::known_resource;
pub use existing::known_source;
pub use module::{missing_for_module, module, new_module_name, recommended_summary};
pub use request::{CatalogRequest, ModuleRequest};
pub(super) use words::{article, capitalised, noun};

use camino::Utf8PathBuf;

use super::folder::Changes;
use crate::error::Report;

/// Something new that is ready to be written.
#[derive(Debug)]
pub struct Scaffold {
    /// Its name: of the module, or of the organisation.
    pub name: String,
    /// The folder that is written to.
    pub folder: Utf8PathBuf,
    /// Every file, all of them new.
    pub changes: Changes,
    /// What was decided on the way, and what is left to do; nothing of it is an error.
    pub notes: Report,
}

/// Something that nobody said and nothing decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaid {
    /// The key of the question: `name`, `owner`.
    pub key: &'static str,
    /// What is missing.
    pub what: &'static str,
    /// The words of the command line that give it.
    pub fix: &'static str,
}
