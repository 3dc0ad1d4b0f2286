//! What a version of a module may be called, and whether it is fit to be released.
//!
//! Two versions are compared as interfaces by [`judge()`]: every [`Lint`] is one kind of change
//! with what it asks of the next version. Pure: files come in as a [`Tree`], and what has to be
//! tried with Terraform is data, such as a [`Caller`], for others to run.

mod class;
mod judge;
mod lint;
pub mod lints;
mod mutants;
mod near;
mod notes;
pub mod objects;
mod package;
mod pair;
pub mod sample;
mod tree;
mod witness;

pub use class::{Bump, Class};
pub use judge::{Judgement, SUPPORTED_TERRAFORM, Verdict, judge};
pub use lint::{Change, Found, Group, Lint, Spot};
pub use mutants::{Mutant, Mutants, mutants};
pub use notes::{Notes, Reason, ReleaseNotes};
pub use package::Package;
pub use pair::{Pair, Side};
pub use tree::{MAX_BYTES, MAX_FILE_BYTES, MAX_FILES, Tree};
pub use witness::Caller;
