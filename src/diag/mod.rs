//! Where in which text something is wrong.
//!
//! Rooms speak of byte spans; lines and columns are computed here and nowhere else. How a
//! finding looks on a terminal or in a file format is the business of `report`.

mod finding;
mod nearest;
mod source;

pub use finding::{Edit, Finding, Label, Severity};
pub use nearest::{did_you_mean, nearest};
pub use source::{LineColumn, Source, SourceId, SourceMap, Span};
