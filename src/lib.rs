//! The paved road for Terraform: a catalog of approved modules, and root modules composed of
//! nothing else.
//!
//! The rooms, in the order in which they may use each other:
//!
//! - [`diag`]: where in which text something is wrong.
//! - [`error`]: why an operation could not be done.
//! - [`hcl`]: HCL as it is written.
//! - [`terraform`]: Terraform's vocabulary, a file a noun.
//! - [`schema`]: what a provider's resources look like.
//! - [`catalog`]: the approved set as an immutable value.
//! - [`resolve`]: intent to components.
//! - [`compose`]: components to a stack, typed links and files.
//! - [`agent`]: the catalog told to an AI.
//! - [`release`]: what a module's next version may be called, and whether it is fit.
//! - [`store`]: where bytes live.
//! - [`registry`]: the system of record: releases, who may see and change them.
//! - [`offline`]: the stand-in provider, and running real Terraform with it.
//! - [`app`]: every operation once.
//! - [`report`]: findings and tables, for people and for machines.
//! - [`operations`]: the operations that programs call by name, as data with a schema.
//! - [`wizard`]: asking a person, and what comes of the answers.
//! - [`server`]: the registry over HTTP.
//! - [`cli`]: the command line.

pub mod agent;
pub mod app;
pub mod catalog;
pub mod cli;
pub mod compose;
pub mod diag;
pub mod error;
pub mod hcl;
pub mod offline;
pub mod operations;
pub mod registry;
pub mod release;
pub mod report;
pub mod resolve;
pub mod schema;
pub mod server;
pub mod store;
pub mod terraform;
pub mod wizard;
