//! Everything that is tested through the library's public surface, in one binary.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a test stops at the first surprise"
)]

mod bad_input;
mod catalog;
mod commands;
mod context;
mod diff;
mod docs;
mod eval;
mod generated;
mod graph;
mod hcl;
mod intents;
mod intents_planned;
mod layers;
mod linker;
mod modules;
mod new;
mod no_prompt;
mod offline;
mod registry;
mod request;
mod resolve;
mod scaffold;
mod schema;
mod support;
mod terminal;
mod terraform;
mod trials;
mod vet;
mod wiring;
mod wizard;
