//! What a version of a module may be called, and whether it is fit to be released.
//!
//! Two versions are compared as interfaces by [`judge()`]: every [`Lint`] is one kind of change
//! with what it asks of the next version. One is checked by itself by [`vet`]. Pure: files come in as a [`Tree`], and what has to be
//! tried with Terraform is data, such as a [`Caller`], for others to run.

mod address;
mod alike;
mod archive;
mod argument_place;
mod calls;
mod class;
mod conditions;
mod deprecation;
mod facts;
mod felt;
mod flow;
mod judge;
mod known;
mod lint;
pub mod lints;
mod module_lock;
mod moves;
mod mutants;
mod near;
mod normal;
mod notes;
mod nulls;
pub mod objects;
mod package;
mod packages;
mod pair;
pub mod readme;
mod renewed;
mod replaces;
mod requirements;
pub mod sample;
mod secrecy;
mod shapes;
mod shown;
pub mod standing;
mod state;
mod statement;
mod tree;
mod type_changes;
mod type_place;
pub mod types;
mod validations;
mod versions;
pub mod vet;
mod witness;
mod words;

pub use address::{ModuleAddress, is_name};
pub use archive::{Archive, bundle, pack, pack_released};
pub use class::{Bump, Class};
pub use judge::{Judgement, SUPPORTED_TERRAFORM, Verdict, judge, pair};
pub use lint::{Change, Found, Group, Lint, Spot};
pub use module_lock::{
    FileChanges, Locked, MAX_LOCK_BYTES, MODULE_LOCK, ModuleLock, Signed, module_of,
};
pub use mutants::{Mutant, Mutants, mutants};
pub use notes::{Notes, Reason, ReleaseNotes};
pub use package::Package;
pub use pair::{Pair, Side};
pub use statement::{Provenance, SigningKey, Statement, is_signed};
pub use tree::{MAX_BYTES, MAX_FILE_BYTES, MAX_FILES, Tree};
pub use witness::Caller;
