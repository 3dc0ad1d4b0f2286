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
//! - [`compose`]: components to a stack, typed links and files.
//! - [`agent`]: the catalog told to an AI.
//! - [`store`]: where bytes live.
//! - [`report`]: findings and tables, for people and for machines.

pub mod agent;
pub mod catalog;
pub mod compose;
pub mod diag;
pub mod error;
pub mod hcl;
pub mod report;
pub mod resolve;
pub mod store;
pub mod terraform;
