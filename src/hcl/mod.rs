//! HCL as it is written: text to syntax with spans and comments, byte splices, layout.
//!
//! Ours because the gate stands on it: a parser that skips or swallows what Terraform reads
//! lets a raw resource through.

pub mod syntax;
