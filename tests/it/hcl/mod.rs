//! HCL as it is written.

pub(crate) mod any_input;
mod as_json;
mod cases;
mod differential;
mod format;
mod generate;
mod json;
mod parse;
