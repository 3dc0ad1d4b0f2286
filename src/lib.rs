//! The paved road for Terraform: a catalog of approved modules, and root modules composed of
//! nothing else.
//!
//! The rooms, in the order in which they may use each other:
//!
//! - [`error`]: why an operation could not be done.
//! - [`diag`]: where in which text something is wrong.
//! - [`hcl`]: HCL as it is written.
//! - [`terraform`]: Terraform's vocabulary, a file a noun.
//! - [`catalog`]: the approved set as an immutable value.
//! - [`resolve`]: intent to components.
//! - [`agent`]: the catalog told to an AI.

pub mod agent;
pub mod catalog;
pub mod diag;
pub mod error;
pub mod hcl;
pub mod resolve;
pub mod terraform;
