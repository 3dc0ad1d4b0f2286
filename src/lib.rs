//! The paved road for Terraform: a catalog of approved modules, and root modules composed of
//! nothing else.
//!
//! The rooms, in the order in which they may use each other:
//!
//! - [`error`]: why an operation could not be done.
//! - [`diag`]: where in which text something is wrong.
//! - [`hcl`]: HCL as it is written.
//! - [`terraform`]: Terraform's vocabulary, a file a noun.
//! - [`store`]: where bytes live.
//! - [`report`]: findings and tables, for people and for machines.

pub mod diag;
pub mod error;
pub mod hcl;
pub mod report;
pub mod store;
pub mod terraform;
