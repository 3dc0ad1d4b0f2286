//! Every operation once, a file each.
//!
//! Operations take what was asked for and return values and findings; they print nothing and ask
//! nothing. The faces turn words into requests and results into reports.

pub mod diff;
pub mod folder;
pub mod graph;
pub mod import;
pub mod installed;
pub mod lock;
pub mod module_docs;
pub mod new;
pub mod prove;
pub mod publish;
pub mod scaffold;
pub mod site;
pub mod verify;
pub mod vet;
