//! HCL as it is written: text to syntax with spans and comments, byte splices, layout.
//!
//! Ours because the gate stands on it: a parser that skips or swallows what Terraform reads
//! lets a raw resource through.

mod decode;
pub mod edit;
mod expression;
mod format;
pub mod json;
mod lex;
mod parse;
mod problem;
pub mod syntax;
mod template;
mod traversal;

pub use decode::{Decoded, decode};
pub use format::format;
pub use parse::{
    MAX_BYTES, MAX_NESTING, MAX_PROBLEMS, Parsed, parse, parse_expr, parse_expr_at, parse_template,
};
pub use problem::Problem;
