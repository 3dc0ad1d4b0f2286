//! Pages for people: the catalog, a module, what changed between two versions, the wizard.
//!
//! Made here from templates, whole without a script and with none in them: what a script adds,
//! search as one types and buttons to copy, is in one file of its own. Nothing is decided here.

mod about;
mod assets;
mod audit;
mod blueprints;
mod capabilities;
mod catalog;
mod diff;
mod download;
mod fault;
mod form;
mod kept;
mod markdown;
mod module;
mod release;
mod snippet;
mod template;
mod tests_of;
mod visit;
mod wizard;
mod words;

pub(super) use about::about;
pub(super) use assets::asset;
pub(super) use audit::audit;
pub(super) use blueprints::{blueprint, blueprints};
pub(super) use capabilities::capabilities;
pub(super) use catalog::catalog;
pub(super) use diff::diff;
pub(super) use download::download;
pub(super) use fault::{Plain, as_page, fault, wants_page};
pub(super) use kept::Kept;
pub(super) use module::{module, release};
pub(super) use wizard::{answer, begin};

/// Largest form that is taken: the answers of a wizard, which grow with every question.
pub(super) const MAX_FORM_BYTES: usize = 256 * 1024;
