//! Everything that is tested through the library's public surface, in one binary.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test stops at the first surprise")]

mod catalog;
mod hcl;
mod resolve;
