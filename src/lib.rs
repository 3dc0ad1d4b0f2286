//! The paved road for Terraform: a catalog of approved modules, and root modules composed of
//! nothing else.
//!
//! The rooms, in the order in which they may use each other:
//!
//! - [`error`]: why an operation could not be done.
//! - [`diag`]: where in which text something is wrong.
//! - [`hcl`]: HCL as it is written.
//! - [`terraform`]: Terraform's vocabulary, a file a noun.
//! - [`schema`]: what a provider's resources look like.
//! - [`offline`]: the stand-in provider, and running real Terraform with it.
//! - [`cli`]: the command line.

pub mod cli;
pub mod diag;
pub mod error;
pub mod hcl;
pub mod offline;
pub mod schema;
pub mod terraform;
